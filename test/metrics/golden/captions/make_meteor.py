"""Records pycocoevalcap's METEOR: what its Java program is told and answers, and the scores. Java 8 or newer must be there.

Run with the packages of requirements.txt.
"""

import gzip
import json
import random
from pathlib import Path

from pycocoevalcap.meteor.meteor import Meteor

rng = random.Random(15)

things = """man men woman women dog dogs puppy cat kitten horse bus train aeroplane plane table pizza ball bat kite street road
beach kitchen bathroom sink mirror clock tower giraffe elephant bear child children kid""".split()
verbs = "riding rides rode eating eats holding sitting sits seated standing walking flies flying near beside by on in with".split()
odd = ["don't", "n't", "3\u00a01/2", "caf\u00e9", "Caf\u00e9", "\u65e5\u672c\u8a9e", "\U0001f642", "-lrb-", "x" * 200, "U.S.", "EVAL", "SCORE",
       "|", "||", "\u2028", "\x1c", "\ufeff", "1.5", "ID", "\u0130"]


def caption(words, longest):
    return " ".join(["a", *rng.choices(words, k=rng.randint(0, longest))]) if rng.random() < 0.97 else ""


def item():
    kind = rng.random()
    words = things + verbs + ["a", "the", "of", "is"] + (odd if kind < 0.25 else [])
    longest = 90 if kind > 0.98 else 12
    references = [caption(words, longest) for _ in range(rng.randint(1, 5))]
    text = rng.choice(references).split(" ")
    for _ in range(rng.randint(0, 5)):
        text[rng.randrange(len(text))] = rng.choice(words)
    prediction = " ".join(text) if rng.random() < 0.8 else caption(words, longest)
    if rng.random() < 0.05:
        prediction += rng.choice((" ||| a dog", "|||", "||||||", "  two  spaces ", "    ", " ||||"))
    return references, prediction


items = [(["a dog"], ""), ([""], "a dog"), ([""], ""), (["a", "a"], "a"), *(item() for _ in range(1096))]
meteor = Meteor()
told, heard = [], []
write, readline = meteor.meteor_p.stdin.write, meteor.meteor_p.stdout.readline


class Recorded:
    def __init__(self, file):
        self.file = file

    def write(self, data):
        told.append(data.decode().removesuffix("\n"))
        return self.file.write(data)

    def readline(self):
        line = self.file.readline()
        heard.append(line.decode().strip())
        return line

    def __getattr__(self, name):
        return getattr(self.file, name)


meteor.meteor_p.stdin = Recorded(meteor.meteor_p.stdin)
meteor.meteor_p.stdout = Recorded(meteor.meteor_p.stdout)
value, scores = meteor.compute_score({i: r for i, (r, _) in enumerate(items)}, {i: [p] for i, (_, p) in enumerate(items)})
# Its last line is told the counts of all items, which are what the others were answered.
*questions, evaluation = told
assert evaluation == " ||| ".join(["EVAL", *heard[: len(items)]])
golden = {"items": items, "questions": questions, "counted": heard[: len(items)], "evaluated": heard[len(items) :],
          "value": value, "perItem": scores}
with gzip.GzipFile(Path(__file__).parent / "meteor.golden.json.gz", "wb", mtime=0) as file:
    file.write(json.dumps(golden, separators=(",", ":")).encode())
print(len(items), "items;", value, sum(scores) / len(scores))
