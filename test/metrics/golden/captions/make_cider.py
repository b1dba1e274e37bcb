"""Writes pycocoevalcap's own CIDEr of tokenized captions. Run with the packages of requirements.txt."""

import gzip
import json
import random
from pathlib import Path

from pycocoevalcap.cider.cider import Cider

rng = random.Random(14115726)

tiny = ["a", "b", "c"]
things = """man woman dog cat horse bus train plane table pizza ball bat kite sheep street field beach kitchen
bathroom sink mirror clock tower giraffe elephant bear""".split()
verbs = "riding eating holding sitting standing walking flying near on in with under beside".split()
odd = ["don't", "n't", "3\u00a01/2", "café", "日本語", "🙂", "__proto__", "constructor", "-lrb-", "\x1c", "\ufeff", "x" * 300]


def salad(words, shortest, longest):
    return " ".join(rng.choice(words) for _ in range(rng.randint(shortest, longest)))


def caption():
    return " ".join(["a", rng.choice(things), rng.choice(verbs), "the", *rng.choices(things + verbs, k=rng.randint(0, 8))])


def edited(text):
    words = text.split(" ")
    for _ in range(rng.randint(0, 4)):
        i, j = rng.randrange(len(words)), rng.randrange(len(words))
        edit = rng.random()
        if edit < 0.3:
            words[i], words[j] = words[j], words[i]
        elif edit < 0.6:
            words[i] = rng.choice(things)
        else:
            words.insert(j, words[i])
    return " ".join(words)


def natural():
    references = [caption() for _ in range(rng.randint(1, 5))]
    return references, edited(rng.choice(references)) if rng.random() < 0.8 else caption()


def small():
    return [salad(tiny, 0, 9) for _ in range(rng.randint(1, 4))], salad(tiny, 0, 9)


def strange():
    words = odd + tiny
    return [salad(words, 0, 7) for _ in range(rng.randint(1, 3))], salad(words, 0, 7)


def long():
    return [salad(things, 0, 12), salad(things, 60, 120)], salad(things, 0, 150)


same = (["a dog on the beach", "a dog on the beach"], "a dog on the beach")
corpora = [
    [natural() for _ in range(400)],
    [natural() for _ in range(60)],
    [small() for _ in range(300)],
    [strange() for _ in range(150)],
    [long() for _ in range(40)],
    [natural(), small(), strange(), long()] * 20,
    [same],
    [natural()],
    [same, same, same],
    [same, (["a cat"], "")],
    [([""], "a"), (["a b"], ""), (["a", ""], "a")],
    [(["one"], "one"), (["two"], "two")],
    [natural(), natural()],
]

golden = []
for corpus in corpora:
    references = {i: r for i, (r, _) in enumerate(corpus)}
    predictions = {i: [p] for i, (_, p) in enumerate(corpus)}
    value, scores = Cider().compute_score(references, predictions)
    golden.append({"items": corpus, "value": float(value), "perItem": [float(s) for s in scores]})

text = json.dumps(golden, ensure_ascii=True, separators=(",", ":"))
with gzip.GzipFile(Path(__file__).parent / "cider.golden.json.gz", "wb", mtime=0) as file:
    file.write(text.encode())
print(sum(map(len, corpora)), "items in", len(corpora), "corpora")
