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
import re
import sqlite3
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import apsw

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
    print(name, len(cases.get("queries", ()) if isinstance(cases, dict) else cases), "cases")


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
    # The same rows, columns of the same values, but not as often.
    ([(1, 1), (1, 1), (2, 2), (2, 2), (1, 2), (2, 1)], [(1, 1), (2, 2), (1, 2), (1, 2), (2, 1), (2, 1)]),
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
    recorded_times = [(1, 1)] * 9 + [(11, 1)] if not items else repetitions()
    with contextlib.redirect_stdout(io.StringIO()):
        items.append([recorded_times, *scored(recorded_times)])
write("times", items)

# --- texts of any bytes, read -------------------------------------------------------------------------------------

byte_pieces = [b"a", b"\x00", b"\xc3\xa9", b"\xc3", b"\xe2\x82\xac", b"\xe2\x82", b"\xf0\x9f\x99\x82", b"\xf0\x9f\x99", b"\xed\xa0\x80",
               b"\xff", b"\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xef\xbf\xbd", b"\xef\xbb\xbf", b"\xef\xbf", b"plain text"]
readings = []
for _ in range(1000):
    raw = b"".join(rng.choice(byte_pieces) for _ in range(rng.randint(0, 7)))
    try:
        raw.decode()
        is_utf8 = True
    except UnicodeDecodeError:
        is_utf8 = False
    # As the reference's text_factory reads it.
    readings.append([raw.hex(), raw.decode(errors="ignore"), is_utf8])
write("readings", readings)

# --- queries, run and compared ------------------------------------------------------------------------------------


def database_script(rows):
    """People and their orders: NULLs, texts that look like numbers, repeated names."""
    names = ["Ann", "ann", "Bo", "Ée", "1", "10", "", "O'Hara"]
    cities = ["Oslo", "Rome", None, "10", "São Paulo"]
    script = ["CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, age INTEGER, city TEXT, value REAL);",
              "CREATE TABLE orders (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people, total NUMERIC, day TEXT);"]

    def literal(v):
        return "NULL" if v is None else str(v) if not isinstance(v, str) else "'" + v.replace("'", "''") + "'"

    for i in range(1, rows + 1):
        row = [i, rng.choice(names), rng.choice((None, 7, 20, 20, 30, 41)), rng.choice(cities), rng.choice((None, 0.5, 1.0, 2.25))]
        script.append(f"INSERT INTO people VALUES ({', '.join(map(literal, row))});")
    for i in range(1, 2 * rows + 1):
        row = [i, rng.randint(1, rows + 1), rng.choice((1, 1.5, 10, "10", "x", None)), f"20{rng.randint(18, 23)}-0{rng.randint(1, 9)}-11"]
        script.append(f"INSERT INTO orders VALUES ({', '.join(map(literal, row))});")
    return "\n".join(script)


def sqlite_query():
    """A query that runs, of those that Spider's and BIRD's questions lead to."""
    column = lambda: rng.choice(("name", "age", "city", "p.id", "value", "upper(name)", "age + 1", "age * 1.0"))
    distinct = rng.choice(("", "", "DISTINCT "))
    where = rng.choice(("", "", " WHERE age > 20", " WHERE age >= 20", " WHERE age > = 20", " WHERE city IS NULL", " WHERE name = 'Ann'",
                        " WHERE name != 'Bo'", " WHERE name ! = 'Bo'", " WHERE name LIKE 'a%'", " WHERE value < = 1", " WHERE age > 1000",
                        " WHERE p.id IN (SELECT person FROM orders WHERE total > 5)"))
    kind = rng.random()
    if kind < 0.45:
        order = rng.choice(("", "", " ORDER BY p.id", " order by p.id DESC", " ORDER BY p.id LIMIT 3"))
        columns = ", ".join(column() for _ in range(rng.randint(1, 4)))
        return f"SELECT {distinct if 'p.id' not in order else ''}{columns} FROM people AS p{where}{order}"
    if kind < 0.6:
        return f"SELECT count({distinct}{column()}), {rng.choice(('min', 'max', 'sum', 'avg'))}({column()}) FROM people AS p{where}"
    if kind < 0.75:
        order = rng.choice(("", " ORDER BY city", " ORDER BY 1 DESC"))
        return f"SELECT city, count({distinct}name) FROM people AS p{where} GROUP BY city{order}"
    if kind < 0.9:
        join = rng.choice(("JOIN", "LEFT JOIN", "INNER JOIN"))
        columns = ", ".join(rng.choice(("name", "total", "day", "o.id", "p.id")) for _ in range(rng.randint(1, 3)))
        return f"SELECT {distinct}{columns} FROM people p {join} orders o ON o.person = p.id{where.replace('value', 'p.value')}"
    if kind < 0.95:
        return rng.choice(("SELECT name FROM people UNION SELECT city FROM people", "SELECT name FROM people EXCEPT SELECT city FROM people",
                           "WITH a AS (SELECT * FROM people WHERE age > 20) SELECT name FROM a", "SELECT * FROM orders WHERE day LIKE '2020%'",
                           "SELECT max(year(CURDATE())) FROM people", "SELECT name FROM people WHERE 2020 = YEAR( CURDATE() )"))
    return "SELECT * FROM people p" + where


def rewritten(gold):
    """What a model writes for it: the same in other words, or nearly, or no query at all."""
    edit = rng.choice(("same", "case", "space", "semicolon", "comment", "distinct", "order", "columns", "real", "text", "other", "two",
                       "star", "unknown", "broken", "latin", "limit", "nested", "duplicate", "lines"))
    if edit == "case":
        return gold.replace("SELECT", "select").replace("FROM", "from").replace("WHERE", "where")
    if edit == "space":
        return "  " + gold.replace(" FROM", "\n  FROM")
    if edit == "semicolon":
        return gold + rng.choice((";", " ;", "; ", ";;", "; -- done", ";\n/* done */"))
    if edit == "comment":
        return rng.choice(("-- distinct\n", "/* order by */ ", "/* it's */ ")) + gold
    if edit == "distinct":
        return gold.replace("DISTINCT ", "") if "DISTINCT" in gold else gold.replace("SELECT ", "SELECT DISTINCT ", 1)
    if edit == "order":
        return re.sub(r"(?i) order by.*", "", gold) if "order by" in gold.lower() else f"{gold} ORDER BY 1"
    if edit == "columns":
        head, _, tail = gold.partition(" FROM ")
        columns = head.removeprefix("SELECT ").split(", ")
        rng.shuffle(columns)
        return f"SELECT {', '.join(columns)} FROM {tail}"
    if edit == "real":
        return gold.replace("age", "age * 1.0").replace("20", "20.0")
    if edit == "text":
        return gold.replace("age,", "CAST(age AS TEXT),").replace("p.id", "CAST(p.id AS TEXT)")
    if edit == "two":
        return gold + rng.choice(("; SELECT 1", ";SELECT name FROM people"))
    if edit == "star":
        return re.sub(r"SELECT .*? FROM", "SELECT * FROM", gold)
    if edit == "unknown":
        return gold.replace("name", "surname") if "name" in gold else "SELECT nothing FROM people"
    if edit == "broken":
        return rng.choice((gold + ")", gold.replace("FROM", "FORM"), "I do not know.", gold[:-4], "SELECT", "'", "(" + gold))
    if edit == "latin":
        return gold.replace("name", "CAST(x'ff' || CAST(name AS BLOB) AS TEXT)", 1)
    if edit == "limit":
        return gold + " LIMIT 2"
    if edit == "nested":
        return f"SELECT * FROM ({gold})"
    if edit == "duplicate":
        return f"{gold} UNION ALL {gold}"
    if edit == "lines":
        return gold.replace(" ", "\n")
    return sqlite_query() if edit == "other" else gold


scripts = {f"db{i}": [database_script(rng.choice((0, 3, 8, 20))) for _ in range(3)] for i in range(6)}
with tempfile.TemporaryDirectory() as directory:
    for name, suite in scripts.items():
        (Path(directory) / name).mkdir()
        for i, script in enumerate(suite):
            path = Path(directory, name, f"{name}.sqlite" if i == 0 else f"{name}-{i}.sqlite")
            connection = sqlite3.connect(path)
            connection.executescript(script)
            connection.close()

    def runs(sql, name):
        """Whether a query runs on all databases, as the references want of a gold query."""
        prepared_sql = spider.replace_cur_year(spider.remove_distinct(spider.postprocess(sql)))
        for path in Path(directory, name).iterdir():
            for text in (sql, prepared_sql):
                try:
                    connection = sqlite3.connect(path)
                    connection.execute(text).fetchall()
                    connection.close()
                except sqlite3.Error:
                    return False
        return True

    queries = []
    while len(queries) < 1500:
        name, gold = rng.choice(list(scripts)), sqlite_query()
        if not runs(gold, name):
            continue
        predicted = rewritten(gold)
        path = str(Path(directory, name, f"{name}.sqlite"))
        ex = bird_ex.execute_model(predicted, gold, path, 0, 30, "SQLite")["res"]
        suite = spider.eval_exec_match(path, predicted.replace("value", "1"), gold, False, False, False)
        queries.append([name, gold, predicted, ex, suite])
write("end-to-end", {"databases": scripts, "queries": queries})

# --- instructions of SQLite's virtual machine, counted ------------------------------------------------------------

steps = []
connection = apsw.Connection(":memory:")
connection.execute(scripts["db1"][0])
counted = []
connection.trace_v2(apsw.SQLITE_TRACE_PROFILE, lambda event: counted.append(event["stmt_status"]["SQLITE_STMTSTATUS_VM_STEP"]))
for sql in sorted({gold for _, gold, *_ in queries}):
    try:
        connection.execute(sql).fetchall()
    except apsw.Error:
        continue
    steps.append([sql, counted[-1]])
write("steps", {"sqlite": apsw.sqlite_lib_version(), "script": scripts["db1"][0], "queries": steps})
