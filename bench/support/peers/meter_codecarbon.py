"""
CodeCarbon. A task, rather than a tracker's start and stop, because it is CodeCarbon's own way to measure one piece of
work among several: it reads the counters when it starts and when it ends, and leaves the periodic measurement out.
"""

from importlib.metadata import version

from codecarbon import OfflineEmissionsTracker

from windows import serve

JOULES_PER_KWH = 3.6e6

tracker = OfflineEmissionsTracker(country_iso_code="ESP", save_to_file=False, log_level="error")


def stop():
    return tracker.stop_task().gpu_energy * JOULES_PER_KWH


serve(f"CodeCarbon {version('codecarbon')}", tracker.start_task, stop)
