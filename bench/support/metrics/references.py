"""Scores items by the reference packages. Each line on stdin is {"metric", "items": [[references, prediction], …]}; each
line on stdout {"seconds", "value"}. Imports and the starts of helpers are outside the time."""

import contextlib
import json
import shutil
import sys
import time

from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.cider.cider import Cider
from pycocoevalcap.rouge.rouge import Rouge
from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU
from transformers.data.metrics.squad_metrics import compute_exact, compute_f1

scorer = RougeScorer(["rouge1", "rouge2", "rougeL", "rougeLsum"], use_stemmer=True)


def coco(items):
    return dict(enumerate(references for references, _ in items)), {i: [prediction] for i, (_, prediction) in enumerate(items)}


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def bleu(items):
    return BLEU().corpus_score([p for _, p in items], [list(column) for column in zip(*(r for r, _ in items))]).score / 100


def ptb(items):
    texts = {i: [{"caption": caption} for caption in [*references, prediction]] for i, (references, prediction) in enumerate(items)}
    return float(sum(len(text.split()) for of in PTBTokenizer().tokenize(texts).values() for text in of))


METRICS = {
    "bleu": bleu,
    "rouge": lambda items: mean(scorer.score(r[0], p)["rougeLsum"].fmeasure for r, p in items),
    "coco-bleu": lambda items: Bleu(4).compute_score(*coco(items), verbose=0)[0][3],
    "coco-rouge": lambda items: float(Rouge().compute_score(*coco(items))[0]),
    "cider": lambda items: float(Cider().compute_score(*coco(items))[0]),
    "exact-match": lambda items: mean(max(compute_exact(r, p) for r in references) for references, p in items),
    "token-f1": lambda items: mean(max(compute_f1(r, p) for r in references) for references, p in items),
    **({"ptb": ptb} if shutil.which("java") else {}),
}

print(json.dumps({"ready": " ".join(METRICS)}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    started = time.perf_counter()
    with contextlib.redirect_stdout(sys.stderr):
        value = METRICS[asked["metric"]](asked["items"])
    print(json.dumps({"seconds": time.perf_counter() - started, "value": value}), flush=True)
