"""kafka-python: KafkaProducer.send, and callbacks on its futures."""

import sys
import time
from functools import partial
from pathlib import Path

from kafka import KafkaProducer
from kafka.partitioner import DefaultPartitioner, StickyPartitioner

sys.path.append(str(Path(__file__).parents[1] / 'python'))
from task import MASK, Measuring, OpenLoop, read_task  # noqa: E402

task = read_task()
# Nothing but the program itself bounds what waits in this client.
most_outstanding = task.take('messages.outstanding', 100_000)
partitioner = StickyPartitioner() if task.take('partitioner', 'default') == 'sticky' else DefaultPartitioner()
producer = KafkaProducer(bootstrap_servers=task.servers, partitioner=partitioner, **task.settings)
confirmed = 0
failures = []


def on_success(_metadata):
    global confirmed
    confirmed += 1


def produce(count):
    send, topic, values = producer.send, task.topic, task.values
    before = confirmed
    for index in range(count):
        while index - (confirmed - before) >= most_outstanding and not failures:
            time.sleep(0.001)
        send(topic, values[index & MASK]).add_callback(on_success).add_errback(failures.append)
    flush()


def produce_when_due():
    loop = OpenLoop(task)

    def on_time(index, metadata):
        loop.confirmed(index)
        on_success(metadata)

    sent = 0
    while sent < task.messages:
        for index in range(sent, loop.due()):
            future = producer.send(task.topic, task.values[index & MASK])
            future.add_callback(partial(on_time, index)).add_errback(failures.append)
            sent = index + 1
        time.sleep(0.001)
    flush()
    return loop


def flush():
    producer.flush()
    if failures:
        raise failures[0]


produce(task.warm_up)
confirmed = 0
measuring = Measuring()
loop = produce_when_due() if task.mode == 'open-loop' else produce(task.messages)
measuring.stop()
measuring.answer('kafka-python', task, confirmed, loop)
