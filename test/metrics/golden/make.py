"""Writes the reference's own outputs, which the tests compare with. Run with the packages of requirements.txt."""

import json
import random
import re
from pathlib import Path

from nltk.stem.porter import PorterStemmer
from pydoc_data.topics import topics
from rouge_score.rouge_scorer import RougeScorer

here = Path(__file__).parent
rng = random.Random(20241202)
kinds = ["rouge1", "rouge2", "rougeL", "rougeLsum"]

english = sorted(set(re.findall(r"[a-z]{1,20}", " ".join(topics.values()).lower())))

roots = """sky die lie tie new inning howe proc exc succ hop hopp fall fil fail hiss fizz plaster agre fe tr y by oat
ivy conflat troubl siz motor happ enjo rel rat rational condit valenc hesit digit conform radic differ vil analog
vietnam predic oper feud decis hope call form sensit sensib tripl electr good reviv allow infer airlin gyroscop
adjust defens irrit replac depend adopt homolog commun activ angular effect bowdler prob ceas controll roll theo
geolo ap yy sayy 7up b2b ab ox aw by syzyg""".split()
suffixes = """s es ies ied ed eed ing ings y ly ally ational tional ation ator ization izer izing ized ises alism
iveness fulness ousness aliti iviti biliti bly ably ently ely ously logy logi fully fulli alli ance ence er ic able
ible ant ement ment ent ion sion tion ou ism ate iti ous ive ize ness ful icate ative alize iciti ical e ll l ss
sses ying eying ity encies ancies""".split()


def word():
    kind = rng.random()
    if kind < 0.6:
        return rng.choice(roots) + "".join(rng.choices(suffixes, k=rng.choice((1, 1, 2))))
    if kind < 0.8:
        return "".join(rng.choices("aeiouybcdlnstxwz", k=rng.randint(1, 10)))
    return "".join(rng.choices("aeioulysd019", k=rng.randint(3, 8)))


words = sorted({*english, *roots, *(word() for _ in range(6000))})
words += ["sky", "skies", "dying", "lying", "tying", "news", "innings", "inning", "outings", "outing", "cannings",
          "canning", "howe", "proceed", "exceed", "succeed"]
stemmer = PorterStemmer()
(here / "stems.golden.json").write_text(json.dumps([f"{w} {stemmer.stem(w)}" for w in words], separators=(",", ":")))


def sentence(vocabulary, longest):
    return " ".join(rng.choice(vocabulary) for _ in range(rng.randint(0, longest)))


def text(vocabulary, longest):
    separator = rng.choice((" ", "\n", ".\n", "\n\n", ". ", "\r\n", "\u2028"))
    return separator.join(sentence(vocabulary, longest) for _ in range(rng.randint(1, 5)))


def edited(original, vocabulary):
    """What a summary is to its reference: pieces dropped, repeated, moved and replaced."""
    parts = re.split(r"(\s)", original)
    for _ in range(rng.randint(0, 6)):
        if not parts:
            break
        i, j = rng.randrange(len(parts)), rng.randrange(len(parts))
        edit = rng.random()
        if edit < 0.3:
            del parts[i]
        elif edit < 0.5:
            parts.insert(j, parts[i])
        elif edit < 0.7:
            parts[i], parts[j] = parts[j], parts[i]
        else:
            parts[i] = rng.choice(vocabulary)
    return "".join(parts)


prose = [w for w in english if len(w) > 1]
tiny = ["a", "b", "c"]
mixed = tiny + ["Running", "runs", "RAN", "the", "The", "news", "skies", "don't", "e-mail", "3.14", "42nd", "x_y",
                "café", "naïve", "İstanbul", "\u212aelvin", "straße", "日本語", "🙂", "ﬁne", "Σίσυφος", "\u00a0", "\t",
                "\ufeff", "\x1c", "\x00", "generously", "generalization", "<pad>"]
pairs = [("", ""), ("", "a"), ("a", ""), ("a", "a"), ("a", "b"), ("\n", "\n"), ("\n\n", "a"), ("日本", "日本"),
         ("a\nb", "b\na"), ("a b c", "a\nb\nc"), ("a a a", "a"), ("a", "a a a"), ("running", "runs"),
         ("w1 w2 w3 w4 w5", "w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5"), ("...", "!"), ("\U0001f642", "a"),
         ("the cat sat", "THE CAT SAT"), ("it's", "it s"), ("its", "it"), ("was his", "wa hi"), ("a b a b a", "b a b a b"), ("a\n\n\nb", "a b")]
for _ in range(500):
    pairs.append((text(tiny, 8), text(tiny, 8)))
for _ in range(350):
    target = text(mixed, 8)
    pairs.append((target, edited(target, mixed) if rng.random() < 0.5 else text(mixed, 8)))
for _ in range(350):
    target = text(rng.sample(prose, 40), 12)
    pairs.append((target, edited(target, prose)))
for _ in range(5):
    vocabulary = rng.sample(prose, 60)
    pairs.append((text(vocabulary, 250), text(vocabulary, 250)))

scorer = RougeScorer(kinds, use_stemmer=True)
cases = [[t, p, *(scorer.score(t, p)[k].fmeasure for k in kinds)] for t, p in pairs]
(here / "rouge.golden.json").write_text(
    "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n"
)
print(len(words), "stems;", len(cases), "cases")
