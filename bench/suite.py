"""The seed's suite of five expectations on rows with known faults: the program against one DuckDB query, and Great Expectations."""
import ast, json, pathlib, re

from measure import Contest, Missing
from places import HOME, Product, kit, load, peer, psql, python

SUITE = """{"name": "users_bronze", "expectations": [
  {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "id"}, "meta": {}},
  {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "id"}, "meta": {}},
  {"type": "expect_column_values_to_match_regex", "kwargs": {"column": "email", "regex": "^[^@]+@[^@]+\\\\.[^@]+$"}, "meta": {}},
  {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "status", "value_set": ["active", "inactive", "pending"]}, "meta": {}},
  {"type": "expect_table_row_count_to_be_between", "kwargs": {"min_value": 1000, "max_value": null}, "meta": {}}
], "meta": {"great_expectations_version": "1.0.0"}}
"""
# What gen/bronze.py plants in each 100,000 rows.
PLANTED = {"not_be_null": 10, "be_unique": 40, "match_regex": 50, "be_in_set": 30}


def bench(rows, times):
    if rows % 100_000:
        raise Missing("faults are planted by 100,000 rows; give a multiple with --rows")
    dirty = dirty_rows(rows)
    product = Product("suite-%d" % rows, routes={"bronze/dirty.camel.yaml": load("dirty", ["mode: snapshot"])})
    product.write("expectations/users_bronze.json", SUITE)
    product.cold("run", "--once")
    product.keep("loaded")
    asked = ["quality", "run", "--suite", "users_bronze", "--table", "bronze.dirty"]
    found = {name: faults * (rows // 100_000) for name, faults in PLANTED.items()}
    contest = Contest("suite of 5 expectations, %d rows" % rows, "DuckDB query", {"caravan, warm": 1.5, "caravan, cold": 1.5})
    for _ in range(times):
        contest.round({
            "DuckDB query": lambda: agreed(found, by_query, peer("duckdb-query", python("tools"), kit("limits/duck_w4.py"), str(dirty))),
            "caravan, cold": lambda: agreed(found, by_program, product.cold(*asked, codes=(1,))),
            "Great Expectations": lambda: agreed(found, by_gx, peer("gx", python("gx"), kit("peers/gx_w4.py"), "pandas", str(dirty))),
            "caravan, warm": lambda: agreed(found, by_program, product.warm(*asked, start="loaded", codes=(1,))),
        })
    contest.report()
    print("All found what was planted: %s" % found)


def agreed(planted, read, costs):
    """The costs, if every one of them found exactly the faults that were planted."""
    for cost in costs if isinstance(costs, list) else [costs]:
        found = read(cost.answer)
        if found != planted:
            raise RuntimeError("found %s, but planted were %s" % (found, planted))
    return costs


def by_query(lines):
    _, nulls, emails, statuses, twice = ast.literal_eval(lines[-1])[0]
    return {"not_be_null": nulls, "be_unique": twice, "match_regex": emails, "be_in_set": statuses}


def by_gx(lines):
    counts = json.loads(lines[-1])["unexpected"]
    return {name: counts["expect_column_values_to_" + name] for name in PLANTED}


def by_program(lines):
    counts = (re.match(r"failed expect_column_values_to_(\w+)\(\w+\): (\d+) of", line) for line in lines)
    return {count[1]: int(count[2]) for count in counts if count}


def dirty_rows(rows):
    """The same rows as a file for the others, and in PostgreSQL for the program to load."""
    folder = HOME / "data" / ("d%d" % rows)
    file = folder / "dirty.parquet"
    if not file.exists():
        peer("dirty", python("tools"), kit("gen/bronze.py"), str(folder), str(rows), "--dirty")
    columns = "id, email, name, status, created_at, updated_at"
    text = pathlib.Path(folder / "dirty.csv")
    if not text.exists():
        peer("dirty-csv", python("tools"), "-c", "import duckdb; duckdb.sql(\"copy (select %s from '%s') to '%s' (header false)\")" % (columns, file, text))
    psql("-c", "drop table if exists dirty", "-c", "create table dirty (id bigint, email text, name text, status text, created_at timestamp, updated_at timestamp)",
         "-c", "\\copy dirty from '%s' csv" % text)
    return file
