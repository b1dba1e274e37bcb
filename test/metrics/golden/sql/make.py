"""Writes the references' own outputs, which the tests compare with.

Run with the packages of requirements.txt, and clones of the references (files that differ are refused):
  make.py TEST_SUITE MINI_DEV BIRD
  TEST_SUITE  github.com/taoyds/test-suite-sql-eval at e97acc5
  MINI_DEV    github.com/bird-bench/mini_dev at 4d970a9
  BIRD        github.com/AlibabaResearch/DAMO-ConvAI at 03898f5
"""

import contextlib
import gzip
import hashlib
import importlib.util
import io
import json
import math
import random
import sqlite3
import sys
import tempfile
from pathlib import Path
from types import ModuleType

here = Path(__file__).parent
rng = random.Random(20241202)

# Drivers of other databases, which the references import and SQLite does not need.
for absent in ("psycopg2", "pymysql"):
    sys.modules[absent] = ModuleType(absent)


def load(path, sha256, name=None):
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        sys.exit(f"{path} is not the file that the tests are made from: its SHA-256 is {found}")
    spec = importlib.util.spec_from_file_location(name or path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


test_suite, mini_dev, bird = (Path(argument) for argument in sys.argv[1:4])
load(test_suite / "parse.py", "ef04211a6e1c1e142571157f5c1999613e3451084c044083b2de1977f1f622c5")
spider = load(test_suite / "exec_eval.py", "29d034db28904490c28037537a14fbb0150b6e86cef0049076c0511d6b6b77f7")
load(mini_dev / "evaluation/evaluation_utils.py", "f6943d249caac5aeaef9bce21d43dbf29dcef85a0c965a76df032a9542f308bf")
bird_ex = load(mini_dev / "evaluation/evaluation_ex.py", "da1bbcd4530be83692d7c650c814ea9704bb710d0c953eb75d02ccb38233cf89")
bird_r_ves = load(mini_dev / "evaluation/evaluation_ves.py", "c23d606c002fd9eb75c17ce3cbabdc26d0a791b8291615a75cbf5e9c98ae67df", "evaluation_r_ves")
bird_ves = load(bird / "bird/llm/src/evaluation_ves.py", "513ad258f73da8a468410a7858b7a326e3d7024a6e58a7afa1a01004db8b4681")


def write(name, cases):
    text = json.dumps(cases, separators=(",", ":"), ensure_ascii=True)
    # Without a time, so that the same cases are the same file.
    (here / f"{name}.golden.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    print(name, len(cases), "cases")


def plain(value):
    """A value as JSON: INTEGER and BLOB as {"i": digits} and {"b": hex}, REAL that JSON lacks by its name."""
    if isinstance(value, int):
        return {"i": str(value)}
    if isinstance(value, bytes):
        return {"b": value.hex()}
    if isinstance(value, float):
        return {"r": repr(value)}
    return value


# --- results of queries, compared ---------------------------------------------------------------------------------

texts = ["", "a", "A", "b", "1", "10", "10/", "1.0", "None", "nan", "b'a'", "é", "e\u0301", "\U0001f642", "\ufffd",
         "\uffff", "\x00", "a\nb", "'", '"', "1<class 'int'>", " "]
numbers = [0, 1, -1, 2, 10, 100, 2**53, 2**53 + 1, 2**63 - 1, -(2**63), 0.0, -0.0, 1.0, 10.0, 100.0, 0.1, 0.1 + 0.2, 0.3,
           1e-4, 1e-5, 123456.789, 1e15, 1e16, 1e17, 1e22, 2.0**53, 2.0**63, 1.5e300, 5e-324, math.inf, -math.inf]
blobs = [b"", b"a", b"1", b"'", b'"', b"'\"", b"\\", b"\t\n\r", bytes(range(0, 256, 17)), b"\xff"]
values = [None, *texts, *numbers, *blobs]
few = [None, 1, 1.0, "1", "a", 2]


def result():
    """Rows of one to six columns, from none to many, of values that repeat."""
    width = rng.choice((1, 1, 2, 2, 3, 4, 5, 6))
    pool = rng.choice((values, few, [1, 2], [1], numbers, texts, [10, 10.0, "10/", 1, 1.0]))
    return [tuple(rng.choice(pool) for _ in range(width)) for _ in range(rng.choice((0, 1, 1, 2, 3, 5, 9)))]


def twin(value):
    """Another value that Python takes for equal, or seems to."""
    if isinstance(value, int):
        return rng.choice((float(value), str(value)))
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value.is_integer() and abs(value) < 2**63 else str(value)
    if isinstance(value, str):
        return rng.choice((value.encode("utf-8", "surrogatepass"), value.upper(), value + " "))
    return rng.choice(values)


def changed(rows):
    """What a predicted query gives, beside the gold one's rows: nearly them."""
    rows = list(rows)
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        edit = rng.choice(("shuffle", "columns", "repeat", "drop", "value", "twin", "column", "cut", "swap"))
        if edit == "shuffle":
            rng.shuffle(rows)
        elif edit == "columns" and rows:
            order = list(range(len(rows[0])))
            rng.shuffle(order)
            rows = [tuple(row[i] for i in order) for row in rows]
        elif edit == "repeat" and rows:
            rows.insert(rng.randrange(len(rows)), rng.choice(rows))
        elif edit == "drop" and rows:
            rows.pop(rng.randrange(len(rows)))
        elif edit in ("value", "twin") and rows:
            i, j = rng.randrange(len(rows)), rng.randrange(len(rows[0]))
            new = rng.choice(values) if edit == "value" else twin(rows[i][j])
            rows[i] = (*rows[i][:j], new, *rows[i][j + 1:])
        elif edit == "column" and rows:
            j = rng.randrange(len(rows[0]))
            rows = [(*row, row[j]) for row in rows]
        elif edit == "cut" and rows and len(rows[0]) > 1:
            rows = [row[:-1] for row in rows]
        elif edit == "swap" and rows:
            # Two values of one column change places: every column keeps its values, the rows change.
            i, k, j = rng.randrange(len(rows)), rng.randrange(len(rows)), rng.randrange(len(rows[0]))
            first, second = list(rows[i]), list(rows[k])
            first[j], second[j] = second[j], first[j]
            rows[i], rows[k] = tuple(first), tuple(second)
    return rows


pairs = [
    ([], []), ([], [(1,)]), ([(1,)], []), ([(1,)], [(1.0,)]), ([(1,)], [("1",)]), ([(b"1",)], [("1",)]), ([(None,)], [("",)]),
    ([(10, "10/")], [(10.0, "10/")]), ([(10, "10/")], [("10/", 10)]), ([(0.0,)], [(-0.0,)]), ([(0,)], [(-0.0,)]),
    ([(2**53 + 1,)], [(2.0**53,)]), ([(2**53,)], [(2.0**53,)]), ([(1, 2), (2, 1)], [(2, 1), (1, 2)]),
    ([(1, 2, 3), (2, 3, 1)], [(3, 2, 1), (1, 3, 2)]), ([(1, 1)], [(1,)]), ([(1,), (1,), (2,)], [(1,), (2,), (2,)]),
    ([(1, 1, 2), (2, 2, 1)], [(1, 2, 2), (2, 1, 1)]), ([("a" * 5000, i) for i in range(3)], [(i, "a" * 5000) for i in range(3)]),
    # A cycle of six and two of three: columns and rows look alike one by one, and differ together.
    ([tuple(int(j in (i, (i + 1) % 6)) for j in range(6)) for i in range(6)],
     [tuple(int(j in (i, i // 3 * 3 + (i + 1) % 3)) for j in range(6)) for i in range(6)]),
]
while len(pairs) < 2400:
    gold = result()
    pairs.append((gold, result() if rng.random() < 0.1 else changed(gold)))

write("results", [
    [[[plain(value) for value in row] for row in gold], [[plain(value) for value in row] for row in predicted],
     bird_ex.calculate_ex(predicted, gold),
     int(spider.result_eq(gold, predicted, order_matters=False)), int(spider.result_eq(gold, predicted, order_matters=True))]
    for gold, predicted in pairs
])

# --- texts of queries, prepared -----------------------------------------------------------------------------------

pieces = ["SELECT", "select", "DISTINCT", "distinct", "Distinct", "DISTINCTROW", "count(DISTINCT a)", "COUNT ( distinct(b) )",
          "'distinct'", '"distinct"', "`distinct`", "[distinct]", "´distinct´", "a[distinct]", "'it''s distinct'", "'a\\' distinct '",
          "'a\\'", "\"a\\\"\"", "'", '"', "`", "-- distinct\n", "--distinct\r\n", "-- distinct", "/* distinct */", "/* distinct",
          "*/", "/**/", ";", ";\n", "t.distinct", "t.distinct(a)", "x_distinct", "distinct_x", "distinct$", "distinct#a", "1e5distinct",
          "12distinct", "1.5distinct", "0x1distinct", "5 %sdistinct", "5%distinct", "//*distinct*/", "+--distinct\n", "-/*distinct*/",
          "(", ")", "[", "]", "distincté", "édistinct", "distinct…", "DİSTİNCT", " ", "\n", "\t", "\u00a0", ",", "*", "a", "b AS c",
          "FROM t", "WHERE a > = 1", "a < = 2", "a ! = 3", "a >  = 1", "a> =b", "value", "t.value", "VALUE", "values", "'value'",
          "order by a", "ORDER BY a", "ORDER  BY a", "order\nby a", "'Order By'", "YEAR(CURDATE())", "year ( curdate ( ) ) ",
          "CASE WHEN a THEN b END", "->>'distinct'", "<>", "||", "é", "\U0001f642", "\x00"]


def query():
    return rng.choice(("", " ")).join(rng.choice(pieces) for _ in range(rng.randint(1, 9)))


def prepared(gold, predicted):
    """What `evaluate` and `eval_exec_match` do to the texts, up to `exec_on_db_`."""
    predicted = predicted.replace("value", "1")
    predicted, gold = spider.postprocess(predicted), spider.postprocess(gold)
    predicted, gold = spider.remove_distinct(predicted), spider.remove_distinct(gold)
    ordered = "order by" in gold.lower()
    return [spider.replace_cur_year(gold), spider.replace_cur_year(predicted), ordered]


texts_of_queries = []
while len(texts_of_queries) < 3000:
    gold, predicted = query(), query()
    if gold.strip() and predicted.strip():
        texts_of_queries.append([gold, predicted, *prepared(gold, predicted)])
write("queries", texts_of_queries)

# --- recorded times, scored ---------------------------------------------------------------------------------------


def repetitions():
    """Seconds that a gold and a predicted query took, again and again, on machines more and less steady."""
    n = rng.choice((1, 2, 3, 7, 8, 9, 10, 10, 10, 15, 16, 17, 100, 100, 128, 129, 136, 300))
    kind = rng.choice(("steady", "noisy", "outliers", "equal", "few", "ticks", "zeros", "wild"))
    ratio = rng.choice((0.1, 0.249, 0.25, 0.3, 0.5, 0.75, 1, 1, 1.5, 2, 2, 4, 100))
    gold = 10 ** rng.uniform(-6, 1)
    spread = {"steady": 0.001, "noisy": 0.3, "outliers": 0.02}.get(kind, 0)
    pairs = []
    for _ in range(n):
        g, p = gold * ratio, gold
        if kind == "few":
            g, p = rng.choice((1, 2)), rng.choice((1, 3))
        elif kind == "ticks":
            g, p = round(rng.uniform(0, 4)) * 2**-20, round(rng.uniform(1, 4)) * 2**-20
        elif kind == "zeros":
            g, p = rng.choice((0, gold)), rng.choice((gold, gold, gold, 0)) if rng.random() < 0.1 else gold
        elif kind == "wild":
            g, p = 10 ** rng.uniform(-9, 3), 10 ** rng.uniform(-9, 3)
        else:
            g, p = (x * math.exp(rng.gauss(0, spread)) for x in (g, p))
            if kind == "outliers" and rng.random() < 0.05:
                g, p = rng.choice(((g * 50, p), (g, p * 50)))
        pairs.append((g, p))
    return pairs


def played(module, execute):
    """Lets a reference's own repetitions read recorded times from `execute`."""
    module.execute_sql = execute
    return module


def scored(pairs):
    recorded = iter([])

    def ves_time(sql, path):
        return next(recorded)

    def r_ves_time(sql, path, dialect, return_time=False):
        return next(recorded) if return_time else [(1,)]

    recorded = iter([seconds for g, p in pairs for seconds in (p, g)])
    ves = played(bird_ves, ves_time).execute_model("SELECT 1", "SELECT 1", ":memory:", 0, len(pairs))
    recorded = iter([seconds for g, p in pairs for seconds in (p, g)])
    r_ves = played(bird_r_ves, r_ves_time).execute_model("SELECT 1", "SELECT 1", ":memory:", 0, len(pairs), 30, "SQLite")
    return [bird_ves.compute_ves([ves]), bird_r_ves.compute_ves([r_ves])]


items = []
while len(items) < 1200:
    recorded_times = repetitions()
    with contextlib.redirect_stdout(io.StringIO()):
        items.append([recorded_times, *scored(recorded_times)])
write("times", items)
