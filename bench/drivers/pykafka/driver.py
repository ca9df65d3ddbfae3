"""pykafka: Producer.produce, and its queue of delivery reports."""

import sys
from pathlib import Path
from queue import Empty

from pykafka import KafkaClient
from pykafka.exceptions import ProducerQueueFullError

sys.path.append(str(Path(__file__).parents[1] / 'python'))
from task import MASK, Measuring, OpenLoop, read_task  # noqa: E402

task = read_task()
reports_every = task.take('reports.every', 1000)
client = KafkaClient(hosts=task.servers, broker_version=task.take('broker_version', '2.0.0'))
producer = client.topics[task.topic.encode()].get_producer(delivery_reports=True, **task.settings)
confirmed = 0


def take_report(seconds=None):
    """The next message that was confirmed; Empty when there is none within that time, at once without one."""
    global confirmed
    message, error = producer.get_delivery_report(block=seconds is not None, timeout=seconds)
    if error is not None:
        raise error
    confirmed += 1
    return message


def take_reports(seconds=None):
    """Those that are there; waits for the first of them so long."""
    try:
        while True:
            yield take_report(seconds)
            seconds = None
    except Empty:
        pass


def produce(count):
    target = confirmed + count
    values = task.values
    for index in range(count):
        while True:
            try:
                producer.produce(values[index & MASK])
                break
            except ProducerQueueFullError:
                take_report(60)
        if index % reports_every == 0:
            for _ in take_reports():
                pass
    while confirmed < target:
        take_report(60)


def produce_when_due():
    loop = OpenLoop(task)
    waiting = {}
    sent = 0
    while confirmed < task.messages:
        for index in range(sent, loop.due()):
            message = producer.produce(task.values[index & MASK])
            waiting[id(message)] = index, message
            sent = index + 1
        for message in take_reports(0.001):
            loop.confirmed(waiting.pop(id(message))[0])
    return loop


produce(task.warm_up)
confirmed = 0
measuring = Measuring()
loop = produce_when_due() if task.mode == 'open-loop' else produce(task.messages)
measuring.stop()
producer.stop()
measuring.answer('pykafka', task, confirmed, loop)
