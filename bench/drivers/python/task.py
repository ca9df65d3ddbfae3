"""What every driver in Python does alike: its task, its values, its clock and its answer, as bench/drivers/README.md
says."""

import argparse
import gc
import json
import math
import platform
import resource
import sys
import time
from array import array
from dataclasses import dataclass
from importlib.metadata import version

POOL = 1024
MASK = POOL - 1


@dataclass
class Task:
    mode: str
    topic: str
    messages: int
    warm_up: int
    rate: int
    values: list
    servers: str
    settings: dict

    def take(self, name, usual):
        """One of the driver's own settings; what is left is the client's."""
        return self.settings.pop(name, usual)


def read_task():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument('--mode', choices=['full-speed', 'open-loop'], default='full-speed')
    parser.add_argument('--topic', required=True)
    parser.add_argument('--messages', type=int, default=1000)
    parser.add_argument('--warm-up', type=int, default=1)
    parser.add_argument('--bytes', type=int, default=100)
    parser.add_argument('--rate', type=int, default=1000)
    parser.add_argument('-X', action='append', default=[], metavar='name=value')
    given = parser.parse_args()
    settings = dict(_setting(pair) for pair in given.X)
    # A client of many small objects makes Python look for garbage all the time.
    gc.set_threshold(settings.pop('gc.threshold', gc.get_threshold()[0]))
    return Task(
        mode=given.mode,
        topic=given.topic,
        messages=given.messages,
        warm_up=given.warm_up,
        rate=given.rate,
        values=_random_values(given.bytes),
        servers=settings.pop('bootstrap.servers'),
        settings=settings,
    )


def _setting(pair):
    name, _, text = pair.partition('=')
    if text in ('true', 'false'):
        return name, text == 'true'
    return name, int(text) if text.lstrip('-').isdigit() else text


def _random_values(size):
    state = 1
    values = []
    for _ in range(POOL):
        value = bytearray(size)
        for at in range(size):
            state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
            value[at] = state >> 24
        values.append(bytes(value))
    return values


class OpenLoop:
    """When each message is due, counted from the making of this, and how long after that it was confirmed."""

    def __init__(self, task):
        self._messages = task.messages
        self._rate = task.rate
        self._latencies = array('d', bytes(8 * task.messages))
        self._started = time.perf_counter()

    def due(self):
        """How many messages are due by now."""
        return min(self._messages, int((time.perf_counter() - self._started) * self._rate) + 1)

    def confirmed(self, index):
        self._latencies[index] = time.perf_counter() - self._started - index / self._rate

    def percentiles(self):
        ordered = sorted(self._latencies)
        at = lambda share: ordered[math.ceil(len(ordered) * share) - 1] * 1e6
        return {'p50Us': at(0.5), 'p99Us': at(0.99)}


class Measuring:
    """Clock and CPU of all threads, from now on."""

    def __init__(self):
        self._usage = resource.getrusage(resource.RUSAGE_SELF)
        self._started = time.perf_counter()

    def stop(self):
        self._seconds = time.perf_counter() - self._started
        self._ended = resource.getrusage(resource.RUSAGE_SELF)

    def answer(self, package, task, delivered, loop=None):
        """Prints the answer; a message that is missing is an error."""
        if delivered != task.messages:
            sys.exit(f'{delivered} of {task.messages} messages were confirmed')
        figures = {
            'client': f'{package} {version(package)}',
            'runtime': f'{platform.python_implementation()} {platform.python_version()}',
            'delivered': delivered,
            'seconds': self._seconds,
            'userSeconds': self._ended.ru_utime - self._usage.ru_utime,
            'systemSeconds': self._ended.ru_stime - self._usage.ru_stime,
            'rssPeakMiB': _rss_peak_mib(),
        }
        print(json.dumps(figures | (loop.percentiles() if loop else {})), flush=True)


def _rss_peak_mib():
    try:
        with open('/proc/self/status') as status:
            return next(int(line.split()[1]) for line in status if line.startswith('VmHWM:')) / 1024
    except FileNotFoundError:  # not Linux: macOS tells it in bytes
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
