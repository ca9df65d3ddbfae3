# The simple producer class of confluent-kafka-python, the twin of hello.ts: hello world: 0 … N.
# python hello.py HOST:PORT TOPIC N
import sys
from confluent_kafka import Producer


class SimpleProducer:
    def __init__(self, servers, topic):
        self.topic = topic
        self.delivered = 0
        self.producer = Producer({
            'bootstrap.servers': servers,
            'queue.buffering.max.messages': 50,
        })

    def on_delivery(self, error, message):
        if error: print(f'failed: {error}')
        else: self.delivered += 1

    def produce(self, value):
        while True:
            try:
                self.producer.produce(self.topic, value, on_delivery=self.on_delivery)
                break
            except BufferError:
                # any other error goes on upwards
                self.producer.poll(0.1)
        self.producer.poll(0)

    def close(self):
        left = self.producer.flush(10)
        print(f'delivered {self.delivered}, outstanding {left}')


servers, topic, n = sys.argv[1:]
producer = SimpleProducer(servers, topic)
for number in range(int(n) + 1): producer.produce(f'hello world: {number}')
producer.close()
