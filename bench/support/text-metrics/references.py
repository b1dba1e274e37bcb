"""Scores the items of a JSON file by each metric's reference, and prints seconds and score of each: references.py FILE."""

import json
import sys
import time

from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.cider.cider import Cider
from pycocoevalcap.rouge.rouge import Rouge
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU
from transformers.data.metrics.squad_metrics import compute_exact, compute_f1

with open(sys.argv[1], encoding="utf-8") as file:
    given = json.load(file)
captions, texts = given["captions"], given["texts"]
references = {i: item["references"] for i, item in enumerate(captions)}
predictions = {i: [item["prediction"]] for i, item in enumerate(captions)}
kinds = ["rouge1", "rouge2", "rougeL", "rougeLsum"]


def sacrebleu():
    columns = [list(column) for column in zip(*(item["references"] for item in texts))]
    return BLEU().corpus_score([item["prediction"] for item in texts], columns).score / 100


def rouge():
    scorer = RougeScorer(kinds, use_stemmer=True)
    scores = [scorer.score(item["references"][0], item["prediction"]) for item in texts]
    return sum(score["rougeLsum"].fmeasure for score in scores) / len(scores)


def best(score):
    return sum(max(score(r, item["prediction"]) for r in item["references"]) for item in texts) / len(texts)


metrics = {
    "BLEU": sacrebleu,
    "COCO BLEU": lambda: Bleu(4).compute_score(references, predictions, verbose=0)[0][3],
    "COCO ROUGE-L": lambda: Rouge().compute_score(references, predictions)[0],
    "CIDEr": lambda: Cider().compute_score(references, predictions)[0],
    "ROUGE-1, 2, L and Lsum": rouge,
    "SQuAD F1": lambda: best(compute_f1),
    "SQuAD exact match": lambda: best(compute_exact),
}
results = {}
for name, metric in metrics.items():
    start = time.perf_counter()
    score = float(metric())
    results[name] = {"seconds": time.perf_counter() - start, "score": score}
print(json.dumps(results))
