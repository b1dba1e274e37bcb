"""CodeCarbon with the interval that its argument names, in seconds: tracks between the lines "start" and "stop"."""

import json
import os
import sys
from importlib.metadata import version

from codecarbon import OfflineEmissionsTracker

interval_s = float(sys.argv[1])
answers = os.fdopen(os.dup(1), "w", buffering=1)
# Whatever the tool itself prints must not be taken for an answer.
os.dup2(2, 1)


def new_tracker():
    return OfflineEmissionsTracker(
        country_iso_code="ESP",
        measure_power_secs=interval_s,
        save_to_file=False,
        log_level="error",
        allow_multiple_runs=True,
    )


# What a tracker looks up only once, it does here; one tracker serves one start and stop.
tracker = new_tracker()
print(json.dumps({"ready": f"CodeCarbon {version('codecarbon')} every {interval_s:g} s"}), file=answers)
for line in sys.stdin:
    if line.strip() == "start":
        tracker.start()
    else:
        tracker.stop()
        tracker = new_tracker()
    print(json.dumps({"done": line.strip()}), file=answers)
