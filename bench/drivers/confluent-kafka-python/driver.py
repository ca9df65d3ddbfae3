"""confluent-kafka-python: Producer.produce with on_delivery, or produce_batch, and poll now and then."""

import sys
from functools import partial
from pathlib import Path

from confluent_kafka import KafkaException, Producer

sys.path.append(str(Path(__file__).parents[1] / 'python'))
from task import MASK, Measuring, OpenLoop, read_task  # noqa: E402

task = read_task()
poll_every = task.take('poll.every', 1000)
per_call = task.take('messages.per.call', 1)
producer = Producer({'bootstrap.servers': task.servers, **task.settings})
confirmed = 0


def on_delivery(error, _message):
    global confirmed
    if error is not None:
        raise KafkaException(error)  # poll and flush pass it on
    confirmed += 1


def produce_one_by_one(count):
    produce, topic, values = producer.produce, task.topic, task.values
    for index in range(count):
        while True:
            try:
                produce(topic, values[index & MASK], on_delivery=on_delivery)
                break
            except BufferError:  # the queue is full
                producer.poll(0.1)
        if index % poll_every == 0:
            producer.poll(0)
    producer.flush()


def produce_in_batches(count):
    values = task.values
    for start in range(0, count, per_call):
        batch = [{'value': values[index & MASK]} for index in range(start, min(start + per_call, count))]
        while batch:
            # Those that did not fit into the queue have an _error: they are tried again.
            if producer.produce_batch(task.topic, batch, on_delivery=on_delivery) == len(batch):
                break
            batch = [{'value': message['value']} for message in batch if '_error' in message]
            producer.poll(0.1)
        producer.poll(0)
    producer.flush()


def produce_when_due():
    loop = OpenLoop(task)

    def on_time(index, error, message):
        on_delivery(error, message)
        loop.confirmed(index)

    sent = 0
    while sent < task.messages:
        for index in range(sent, loop.due()):
            producer.produce(task.topic, task.values[index & MASK], on_delivery=partial(on_time, index))
            sent = index + 1
        producer.poll(0.001)
    producer.flush()
    return loop


full_speed = produce_one_by_one if per_call == 1 else produce_in_batches
full_speed(task.warm_up)
confirmed = 0
measuring = Measuring()
loop = produce_when_due() if task.mode == 'open-loop' else full_speed(task.messages)
measuring.stop()
measuring.answer('confluent-kafka', task, confirmed, loop)
