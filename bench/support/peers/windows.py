"""Serves windows of time that a meter measures: a request a line on stdin, an answer a line on stdout, both JSON."""

import json
import os
import sys
import time


def serve(versions, start, stop):
    """
    Answers {"delayS", "lengthS"} with {"startS", "endS", "energyJ"}.

    `start` begins a window and `stop` ends it and returns the GPU's joules. The window's true energy is that between
    the moment after the one and the moment before the other, in seconds of CLOCK_MONOTONIC.
    """
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    # Whatever the tool itself prints must not be taken for an answer.
    os.dup2(2, 1)
    print(json.dumps({"ready": versions}), file=answers)
    for line in sys.stdin:
        request = json.loads(line)
        time.sleep(request["delayS"])
        start()
        start_s = time.monotonic()
        time.sleep(request["lengthS"])
        end_s = time.monotonic()
        energy_j = stop()
        print(json.dumps({"startS": start_s, "endS": end_s, "energyJ": energy_j}), file=answers)
