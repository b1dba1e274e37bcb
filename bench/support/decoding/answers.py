"""Serves batches to decode: a request a line on stdin, an answer a line on stdout, both JSON."""

import json
import os
import sys
import time


def serve(versions, decode):
    """
    Answers {"batches", "newTokens"} with {"durationS", "tokens"}.

    A batch is a list of prompts, a prompt a list of tokens. `decode(prompts, new_tokens)` continues one batch greedily
    by so many tokens, whether or not an end token is among them.
    """
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    # Whatever a library itself prints must not be taken for an answer.
    os.dup2(2, 1)
    print(json.dumps({"ready": versions}), file=answers)
    for line in sys.stdin:
        request = json.loads(line)
        start_s = time.monotonic()
        tokens = [row for batch in request["batches"] for row in decode(batch, request["newTokens"])]
        print(json.dumps({"durationS": time.monotonic() - start_s, "tokens": tokens}), file=answers)
