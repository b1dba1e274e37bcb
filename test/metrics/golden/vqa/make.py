"""Writes the accuracies and normalised answers of VQAv2's own vqaEval.py: make.py PATH_OF_THE_VQA_CLONE."""

import copy
import gzip
import json
import random
import re
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace

warnings.simplefilter("ignore")
source = (Path(sys.argv[1]) / "PythonEvaluationTools/vqaEvaluation/vqaEval.py").read_text()
# Written for Python 2: only its print statements do not run under 3.
namespace = {}
exec(re.sub(r'print "([^"]*)"', "pass", source), namespace)

rng = random.Random(150500468)

contractions = namespace["VQAEval"](SimpleNamespace(getQuesIds=list), None).contractions
shorts = [*contractions, *contractions.values()]
marks = list(";/[]\"{}()=+\\_-><@`,?!.':&*%$#~^|")
words = """yes no none zero one two three four five six seven eight nine ten eleven a an the A The An NONE Two cat dog
red blue tennis racket left right pizza table 1 2 3 10 1.5 .5 5. 1,000 1,000.5 10,5 0 00 2nd 3pm""".split()
odd = ["\u0663,\u0664", ".\u0663", "\u00b2,\u00b3", "\u00a0", "\u2003", "\x1c", "\ufeff", "\u0130", "\u03a3\u03a3",
       "caf\u00e9", "\u65e5\u672c", "\U0001f642", "\n", "\t", "\r\n", "__proto__", "constructor", "..." * 12, ". " * 40]


def piece():
    kind = rng.random()
    if kind < 0.45:
        return rng.choice(words)
    if kind < 0.65:
        return rng.choice(shorts)
    if kind < 0.85:
        return rng.choice(marks) * rng.choice((1, 1, 1, 2, 5))
    if kind < 0.95:
        return rng.choice(odd)
    return "".join(rng.choices("aeionst.,'-19 ", k=rng.randint(0, 12)))


def answer():
    return "".join(piece() + rng.choice(("", " ", " ", "  ")) for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3, 6))))


def varied(text):
    edit = rng.random()
    if edit < 0.5:
        return text
    if edit < 0.6:
        return text.upper()
    if edit < 0.7:
        return f" {text}\t"
    if edit < 0.8:
        return f"the {text}"
    if edit < 0.9:
        return text + rng.choice((".", " .", ",", "!", "\n"))
    return text.replace("'", "")


def record(i, text, identified):
    if identified:
        return {"answer": text, "answer_confidence": rng.choice(("yes", "maybe", "no")), "answer_id": i + 1}
    return rng.choice(({"answer": text}, {"answer": text, "answer_confidence": rng.choice(("yes", "no"))}))


def question():
    pool = [answer() for _ in range(rng.choice((1, 1, 2, 3, 5)))]
    people = rng.choice((10, 10, 10, 10, 1, 2, 3, 4, 5, 20))
    vary = rng.random() < 0.6
    identified = rng.random() < 0.6
    answers = [record(i, varied(rng.choice(pool)) if vary else rng.choice(pool), identified) for i in range(people)]
    predicted = varied(rng.choice(pool)) if rng.random() < 0.8 else answer()
    return answers, predicted


same = [record(i, "Yes.", True) for i in range(10)]
questions = [
    (same, "yes"), (same, "Yes."), (same, " Yes.\n"), (same, ""),
    ([{"answer": "yes"}] * 10, "yes"),
    ([{"answer": "yes"}] * 9 + [{"answer": "no"}], "yes"),
    ([{"answer": "yes"}, {"answer": "Yes"}, {"answer": "yes."}, {"answer": "no"}], "YES"),
    ([{"answer": ""}], ""),
    ([{"answer": "none"}, {"answer": "0"}], "zero"),
    ([{"answer": "a"}, {"answer": "the"}], "an"),
    ([{"answer": "x", "answer_id": i} for i in range(10)], "x " * 20_000),
    ([{"answer": "x y", "answer_id": 0}, {"answer": "." * 33, "answer_id": 1}], "." * 33),
    *(question() for _ in range(2500)),
]

vqa = SimpleNamespace(
    qa={i: {"answers": copy.deepcopy(a), "question_type": "what", "answer_type": "other"} for i, (a, _) in enumerate(questions)},
    getQuesIds=lambda: list(range(len(questions))),
)
predictions = SimpleNamespace(qa={i: {"answer": p} for i, (_, p) in enumerate(questions)})
scorer = namespace["VQAEval"](vqa, predictions, n=15)
scorer.updateProgress = lambda _: None
scorer.evaluate()
normalised = [answer().strip() for _ in range(2000)]
golden = {
    "questions": [[a, p, scorer.evalQA[i] / 100] for i, (a, p) in enumerate(questions)],
    "normalised": [[text, scorer.processDigitArticle(scorer.processPunctuation(text))] for text in normalised],
}
with gzip.GzipFile(Path(__file__).parent / "vqa.golden.json.gz", "wb", mtime=0) as file:
    file.write(json.dumps(golden, separators=(",", ":")).encode())
print(len(questions), "questions;", len(normalised), "normalised answers")
