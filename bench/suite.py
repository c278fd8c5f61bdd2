"""The seed's suite of five expectations on rows with known faults: the program against one DuckDB query, and Great Expectations."""
import pathlib

from measure import Contest
from places import HOME, Product, kit, load, peer, psql, python

SUITE = """{"name": "users_bronze", "expectations": [
  {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "id"}, "meta": {}},
  {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "id"}, "meta": {}},
  {"type": "expect_column_values_to_match_regex", "kwargs": {"column": "email", "regex": "^[^@]+@[^@]+\\\\.[^@]+$"}, "meta": {}},
  {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "status", "value_set": ["active", "inactive", "pending"]}, "meta": {}},
  {"type": "expect_table_row_count_to_be_between", "kwargs": {"min_value": 1000, "max_value": null}, "meta": {}}
], "meta": {"great_expectations_version": "1.0.0"}}
"""


def bench(rows, times):
    dirty = dirty_rows(rows)
    product = Product("suite-%d" % rows, routes={"bronze/dirty.camel.yaml": load("dirty", ["mode: snapshot"])})
    product.write("expectations/users_bronze.json", SUITE)
    product.cold("run", "--once")
    product.keep("loaded")
    asked = ["quality", "run", "--suite", "users_bronze", "--table", "bronze.dirty"]
    contest = Contest("suite of 5 expectations, %d rows" % rows, "DuckDB query", {"caravan, warm": 1.5, "caravan, cold": 1.5})
    for _ in range(times):
        contest.round({
            "DuckDB query": lambda: peer("duckdb-query", python("tools"), kit("limits/duck_w4.py"), str(dirty)),
            "caravan, cold": lambda: product.cold(*asked, codes=(1,)),
            "Great Expectations": lambda: peer("gx", python("gx"), kit("peers/gx_w4.py"), "pandas", str(dirty)),
            "caravan, warm": lambda: product.warm(*asked, start="loaded", codes=(1,)),
        })
    contest.report()


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
