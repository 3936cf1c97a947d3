"""A wish to end is heard whenever it comes and whichever thread the kernel tells of it."""

import os
import signal
import threading

import pytest

from onset.runtime.ending import ending


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_that_came_before_is_heard(number: int) -> None:
    with ending() as wait:
        os.kill(os.getpid(), number)
        wait()


def test_one_that_another_thread_receives_is_heard() -> None:
    asleep = threading.Event()
    other = threading.Thread(target=asleep.wait)
    other.start()
    teller = threading.Timer(0.1, lambda: signal.pthread_kill(other.ident or 0, signal.SIGTERM))
    with ending() as wait:
        teller.start()
        wait()
    asleep.set()
    other.join()
    teller.join()


def test_other_signals_are_none() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGUSR1, lambda number, _: heard.append(number))
    with ending() as wait:
        os.kill(os.getpid(), signal.SIGUSR1)
        teller = threading.Timer(0.1, lambda: (heard.append(0), os.kill(os.getpid(), signal.SIGTERM)))
        teller.start()
        wait()
    signal.signal(signal.SIGUSR1, before)
    assert heard == [signal.SIGUSR1, 0]


def test_afterwards_signals_mean_what_they_meant() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    with ending():
        assert signal.getsignal(signal.SIGTERM) is not before[0]
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before
