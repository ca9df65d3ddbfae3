"""aiokafka: AIOKafkaProducer.send and its futures, or batches that the program fills itself, a task for each
partition."""

import asyncio
import sys
from functools import partial
from pathlib import Path

from aiokafka import AIOKafkaProducer

sys.path.append(str(Path(__file__).parents[1] / 'python'))
from task import MASK, Measuring, OpenLoop, read_task  # noqa: E402

confirmed = 0


async def send_each(producer, count):
    earlier = []
    for first in range(0, count, at_once):
        indexes = range(first, min(count, first + at_once))
        futures = [await producer.send(task.topic, task.values[index & MASK]) for index in indexes]
        await confirm(earlier)  # those of the turn before: there is always something on its way
        earlier = futures
    await confirm(earlier)


async def confirm(futures):
    global confirmed
    for future in futures:
        await future
        confirmed += 1


async def send_batches(producer, count):
    indexes = iter(range(count))
    partitions = await producer.partitions_for(task.topic)
    await asyncio.gather(*(fill(producer, indexes, partition) for partition in partitions))


async def fill(producer, indexes, partition):
    """Fills batch after batch for one partition, as long as there are messages; one is on its way meanwhile."""
    global confirmed
    earlier = None
    index = next(indexes, None)
    while index is not None:
        batch = producer.create_batch()
        while index is not None and batch.append(key=None, value=task.values[index & MASK], timestamp=None):
            index = next(indexes, None)
        batch.close()
        sent = await producer.send_batch(batch, task.topic, partition=partition), batch.record_count()
        if earlier:
            await earlier[0]
            confirmed += earlier[1]
        earlier = sent
    if earlier:
        await earlier[0]
        confirmed += earlier[1]


async def send_when_due(producer):
    loop = OpenLoop(task)
    done = asyncio.get_running_loop().create_future()

    def on_time(index, future):
        global confirmed
        if future.exception():
            done.done() or done.set_exception(future.exception())
            return
        loop.confirmed(index)
        confirmed += 1
        if confirmed == task.messages:
            done.set_result(None)

    sent = 0
    while sent < task.messages:
        for index in range(sent, loop.due()):
            future = await producer.send(task.topic, task.values[index & MASK])
            future.add_done_callback(partial(on_time, index))
            sent = index + 1
        await asyncio.sleep(0.001)
    await done
    return loop


async def main():
    global confirmed
    async with AIOKafkaProducer(bootstrap_servers=task.servers, **task.settings) as producer:
        await full_speed(producer, task.warm_up)
        confirmed = 0
        measuring = Measuring()
        if task.mode == 'open-loop':
            loop = await send_when_due(producer)
        else:
            loop = await full_speed(producer, task.messages)
        measuring.stop()
    measuring.answer('aiokafka', task, confirmed, loop)


task = read_task()
at_once = task.take('messages.at.once', 5000)
full_speed = send_batches if task.take('send', 'message') == 'batch' else send_each
asyncio.run(main())
