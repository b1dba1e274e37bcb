"""Writes sacrebleu's BLEU, pycocoevalcap's BLEU and ROUGE-L, and SQuAD's exact match and F1 of texts made from a seed.

Run with the packages of requirements.txt. SQuAD's rules are those of its official evaluation of version 2.0, as
transformers kept them.
"""

import gzip
import json
import random
from pathlib import Path

from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.rouge.rouge import Rouge
from sacrebleu.metrics import BLEU
from transformers.data.metrics.squad_metrics import compute_exact, compute_f1

here = Path(__file__).parent
rng = random.Random(2412_02602)

words = """the a an of to and in that it is was for on are as with his they at be this from have or by one had not but
what all were when we there can said each which she do how their if will up other about out many then them Paris 3.5
1,000 10-year x-ray don't it's U.S. e.g. $5 50% (yes) [no] {maybe} <b> & &amp; &quot; a.b,c -- - -1 .5 5. ... ! ?! "q" 'q'
""".split()
odd = ["café", "naïve", "日本語", "🙂", "🙂.", ",🙂", "e\u0301", "İstanbul", "ὈΔΥΣΣΕΎΣ", "ﬁne", "\u00a0", "\u2003", "\x1c", "\x85",
       "\ufeff", "\u200b", "\x00", "<skipped>", "&lt;&gt;", "a-\nb", "x" * 400, "the", "THE", "_the_", "théa", "1the", "a\u0301"]


def salad(vocabulary, longest, separators=(" ",)):
    return "".join(rng.choice(vocabulary) + rng.choice(separators) for _ in range(rng.randint(0, longest)))


def edited(text):
    parts = text.split(" ")
    for _ in range(rng.randint(0, 5)):
        i, j = rng.randrange(len(parts)), rng.randrange(len(parts))
        change = rng.random()
        if change < 0.3:
            parts[i], parts[j] = parts[j], parts[i]
        elif change < 0.5:
            parts[i] = rng.choice(words)
        elif change < 0.7:
            parts.insert(i, parts[j])
        elif len(parts) > 1:
            del parts[i]
    return " ".join(parts)


def reference():
    kind = rng.random()
    if kind < 0.55:
        return salad(words, 25)
    if kind < 0.7:
        return salad(["a", "b", "c."], 8)
    if kind < 0.85:
        return salad(words + odd, 12, (" ", " ", "\n", "-\n", "\t", "  ", ""))
    if kind < 0.9:
        return rng.choice(["", " ", "\n", ".", "a", "the", "🙂", "\x1c"])
    if kind < 0.98:
        return "".join(chr(rng.choice((rng.randint(1, 127), rng.randint(160, 0x2FFF), rng.randint(0x1F300, 0x1F6FF)))) for _ in range(rng.randint(0, 30)))
    return salad(words, 600)


def case():
    references = [reference() for _ in range(rng.choice((1, 1, 1, 2, 3, 5)))]
    kind = rng.random()
    prediction = edited(rng.choice(references)) if kind < 0.75 else rng.choice(references) if kind < 0.8 else reference()
    return references, prediction


def corpus(size):
    return [case() for _ in range(size)]


def finished(results):
    return gzip.compress(json.dumps(results, separators=(",", ":")).encode(), mtime=0)


corpora = [corpus(size) for size in [1] * 60 + [2] * 60 + [10] * 40 + [50] * 12] + [[]]
corpora[-1] = [(["a b c d e"], "a b c d e"), (["a b"], ""), (["x y z"], "x y"), ([""], "word"), ([""], "")]

sentences, whole = BLEU(effective_order=True), BLEU()
sacrebleu = []
for items in corpora:
    # A varying number of references is given as columns with None where there is none.
    most = max(len(references) for references, _ in items)
    columns = [[references[i] if i < len(references) else None for references, _ in items] for i in range(most)]
    sacrebleu.append({
        "items": items,
        "corpus": whole.corpus_score([prediction for _, prediction in items], columns).score / 100,
        "sentences": [sentences.sentence_score(prediction, references).score / 100 for references, prediction in items],
    })
(here / "sacrebleu.golden.json.gz").write_bytes(finished(sacrebleu))

coco = []
for items in corpora:
    given = {i: references for i, (references, _) in enumerate(items)}
    answers = {i: [prediction] for i, (_, prediction) in enumerate(items)}
    corpus_scores, item_scores = Bleu(4).compute_score(given, answers, verbose=0)
    mean, rouge = Rouge().compute_score(given, answers)
    coco.append({"items": items, "bleu": corpus_scores, "itemBleu": list(zip(*item_scores)), "rouge": float(mean), "itemRouge": rouge.tolist()})
(here / "coco.golden.json.gz").write_bytes(finished(coco))

squad = []
for references, prediction in [case() for _ in range(1500)]:
    squad.append([references, prediction, max(compute_exact(r, prediction) for r in references), max(compute_f1(r, prediction) for r in references)])
(here / "squad.golden.json.gz").write_bytes(finished(squad))
