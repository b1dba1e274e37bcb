"""Writes what pycocoevalcap's PTBTokenizer makes of captions, by its own Java program (Java 8 or newer must be there).

Run with the packages of requirements.txt: make_ptb.py [CASES SEED FILE]. Each caption is followed by the line "x", so
that none is read with a look at the next.
"""

import gzip
import json
import random
import sys
from pathlib import Path

from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer

cases, seed, out = (int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])) if len(sys.argv) > 1 else (
    6000, 341, Path(__file__).parent / "ptb.golden.json.gz")
rng = random.Random(seed)

plain = """a an the man woman dog cat riding horse on of with in red blue two three street tennis racket He She It The
In This That People Mr Miss cannot gonna gotta wanna lemme gimme 'tis 'twas d'you more'n pizza skateboard T-shirt
mother-in-law co-ed x-ray U-turn 7-eleven e-mail A I x Q""".split()
abbreviations = """Jan Feb Sept Mon Thurs Ala Ariz Az az Ark ark Calif Del del Fla Ill ill Ind La la Mass Miss Ore Pa Tex
Wash Wisc Inc Co Cos Corp Pty pte Ltd ltd Plc Rt Assn Univ tel est ext sq Jr Sr Bros Ed.D Ph.D Blvd Rd Esq etc al seq Bldg
Mr Mrs Ms Dr Drs Prof Sen Reps Gen Govs St Ste Ave Pres Comdr Cmdr Mt Ft vs Alex Wm a.k.a cf TREAS Ph Invt Mfg Mtg Dept U.S
U.K U.S.S.R e.g i.e a.m p.m A.B.C Sino-U.S U.S.-U.K U.S.-U.S.S.R non-U.S ca fig figs prop no nos art pp op C.D.s Y.M.C.A""".split()
suffixes = "'s 're 've 'll 'd 'm n't 'S N'T ’s n’t &apos;s `t ’ ' s' 'clock 'em 'n' 'til 'till 'cause '90s '20 '99".split()
wholes = """don't DON'T can't won't isn't ain't o'clock O'Neil o'neil c'mon y'all Y'all ol' l'amour d'Artagnan j'ai Cap'n c'est
cont'd cont'd. nor'easter e'er s'mores ev'ry li'l nat'l Shi'ite B'Gosh Dunkin' somethin' rock'n'roll rock 'n' roll ma'am
it's It's they're we'd should've couldn't've she'll C++ c# F# AT&T AT&amp;T R+D S&P-500 S&Ls pro- anti- A&P
http://foo.com/a?b=c https://www.example.org/x_y/(z) http://a www.foo.co.uk foo.com Foo.com 7foo.com/bar. a.b.edu/x- x@y.com
<x@y.com> me@foo &lt;me@foo.bar&gt; @user @_x #tag #1 # ## #日本 foo.txt photo.jpg a.b.c.html readme.PDF! x.mp3 -LRB- -rrb-
:) :-) ;-) =P :D :'( <3 >:( :o) :| :\\ ^_^ -_- (^_^) (-.-) (>_<) x_x =_= (^-^) ^.[^x=~<>] 
<br> <br/> </p> <a href="x y"> <a b='c' d="e"> <!-- note --> <?xml?> <A> < a> <1> << >> < > <= =>
&amp; &lt; &gt; &quot; &nbsp; &apos; &mdash; &ndash; &MD; &HT; &#39; &eacute; caf&eacute; &foo; &
$5 $5.00 US$ A$3 £3 €20 ¥100 ¢5 20¢ 3€ # 5% 100%. 1,000 1,000,000.50 3.14 .5 -5 +5 1:30 10:30pm 5.5.5 1.2.3.4 1st 2nd 42nd
1/2 1 1/2 3-1/2 1\\/2 1⁄2 ½ 1½ ¾ ⅓ ⅔ ⅛ 12/25/2014 1-2-99 12-25-14 1/2/3 and/or he/she a/b/c/d w/o A/C
555-1234 (555) 123-4567 555.123.4567 +1 555 123 4567 ++44 20 7946 0958 x² 10³ H₂O ⁺¹ m² ²³
... .. .... ..... ...... … . . . . . - -- --- ---- ----- – — ― ‐ ‑ _ __ * ** *** \\* \\*\\* / // \\ | ~ ^ ` `` '' ' " “ ” ‘ ’ „ ‚ ‹ › « » ‛ ‟
( ) [ ] { } ) ( , ; : 、 。 ! ? !! ?! !? ¡ ¿ = == + & % @ @@ ¦ § © ® ° ± · • † ™ → ∀ ∞ ★ ☃ ・ ！ ？ （ ）
so\u00adft \u00ad a\u00adb \u00ad\u00ad n\u00ad't x-\u00ad 1\u00ad2 café naïve über Ångström İstanbul straße ΣΑΣ Σίσυφος Москва 日本語 中文 한국어
العربية עברית हिन्दी ไทย ﬁne ǆ ͅ e\u0301 \u200b a\u200bb \u200e \ufeff \u00a0 \u2009 \u3000 \t \u0000 \u0001 \u007f \u0080 \u0085 \u0091x\u0092 \u0093x\u0094 \u0096
🙂 👩‍👩‍👧 𝒳 🇪🇸 \ufffd \ue000 \ud7ff x\u1885 \u19b0 \u0de7 \ua7ae ſ K 'ſ mſ. 'tİs ı""".split(" ")
wholes = [w for line in wholes for w in line.split("\n")]
characters = "abnstdmlAINSTU019 ....,,''\"`--_/\\&;:!?()[]{}<>@#$%*+=~^|’‘“”\u00ad\u00a0é"
line_ends = set("\n\r\v\f\u2028\u2029")
some_unicode = [chr(c) for c in [*range(0x20, 0x500), *range(0x590, 0xe80), *range(0x1f00, 0x2c00), *range(0x3000, 0x3100),
                                 *range(0xff00, 0xfff0), *range(0x1f600, 0x1f640)]]


def cased(word):
    return rng.choice((word, word, word, word.upper(), word.lower(), word.capitalize()))


def number():
    digits = "".join(rng.choices("0123456789", k=rng.randint(1, 5)))
    return digits + "".join(rng.choice(("-", "/", ".", ",", ":", " ", "")) + "".join(
        rng.choices("0123456789", k=rng.randint(1, 4))) for _ in range(rng.choice((0, 0, 1, 1, 2, 3))))


def piece():
    kind = rng.random()
    if kind < 0.3:
        return cased(rng.choice(plain))
    if kind < 0.45:
        return cased(rng.choice(abbreviations)) + rng.choice((".", ".", ".", "", ".,", ".'s"))
    if kind < 0.52:
        return cased(rng.choice(plain)) + rng.choice(suffixes)
    if kind < 0.6:
        return number()
    if kind < 0.93:
        return cased(rng.choice(wholes))
    if kind < 0.97:
        return "".join(rng.choices(characters, k=rng.randint(1, 8)))
    return "".join(rng.choices(some_unicode, k=rng.randint(1, 6)))


def mutated(text):
    for _ in range(rng.choice((0, 0, 1, 2))):
        i = rng.randint(0, len(text))
        text = text[:i] + rng.choice(("", rng.choice(characters), rng.choice(some_unicode))) + text[i + rng.choice((0, 1)):]
    return text


def caption():
    kind = rng.random()
    if kind < 0.35:
        words = [cased(rng.choice(plain)) for _ in range(rng.randint(1, 14))]
        for _ in range(rng.randint(0, 3)):
            words[rng.randrange(len(words))] = piece()
        return " ".join(words) + rng.choice((".", ".", "", " .", "!", "?", "...", ',"', ".)", "'"))
    if kind < 0.75:
        return mutated("".join(piece() + rng.choice((" ", " ", " ", " ", "", "", "  ", "\u00a0", ", ", ". ")) for _ in range(rng.randint(0, 8))))
    if kind < 0.9:
        return "".join(rng.choices(characters, k=rng.randint(0, 25)))
    if kind < 0.97:
        return mutated("".join(rng.choice(wholes + abbreviations) for _ in range(rng.randint(1, 4))))
    return "".join(rng.choices(some_unicode, k=rng.randint(1, 15)))


captions = ["", " ", ".", "x", "A man's dog.", "a" * 5000, "a." * 800, "<" * 300, "'" * 301, "- " * 200, "word " * 500,
            "http://" + "x." * 300, "(" * 99 + ")" * 99, "A. The ", "I. The dog", "at 5 p.m. The dog", "U.S. \u0085 It is"]
captions += [caption() for _ in range(cases - len(captions))]
captions = ["".join(c for c in text if c not in line_ends and not "\ud800" <= c <= "\udfff") for text in captions]

tokenized = []
for start in range(0, len(captions), 50_000):
    batch = [{"caption": text} for caption in captions[start : start + 50_000] for text in (caption, "x")]
    lines = PTBTokenizer().tokenize({0: batch})[0]
    assert len(lines) == len(batch), (len(lines), len(batch))
    wrong = [i for i, line in enumerate(lines[1::2]) if line != "x"]
    assert not wrong, (batch[2 * wrong[0]], lines[2 * wrong[0] : 2 * wrong[0] + 2])
    tokenized += lines[::2]

text = json.dumps(list(zip(captions, tokenized)), separators=(",", ":"))
with gzip.GzipFile(out, "wb", mtime=0) as file:
    file.write(text.encode())
print(len(captions), "captions")
