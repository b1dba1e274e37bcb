"""
eco2AI, with its defaults; the country is given so that it asks no server for it. A tracker for each window, as its
documentation recommends. Its public result adds assumed watts of CPU and memory, so the GPU's share, which is measured,
is taken from the part that counts it.
"""

import fcntl
import os
from importlib.metadata import version

import eco2ai

from windows import serve

JOULES_PER_KWH = 3.6e6

tracker = None


def start():
    global tracker
    # Each tracker writes its defaults into a file of the package, which others may be reading.
    with open(os.path.join(os.path.dirname(eco2ai.__file__), "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        tracker = eco2ai.Tracker(alpha_2_code="ES", file_name="emission.csv", ignore_warnings=True)
    tracker.start()


def stop():
    tracker.stop()
    return tracker._gpu.get_consumption() * JOULES_PER_KWH


serve(f"eco2AI {version('eco2ai')}", start, stop)
