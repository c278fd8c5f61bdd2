"""Writes expected/*.csv with real dbt: pip install 'dbt-core<1.12' dbt-duckdb duckdb; python regenerate.py.

What depends on the time of a run is written as what it is: now1 for the first of such times in a table, and so on; ids made from one
as 'id of' the time.
"""
import csv, datetime, os, pathlib, shutil, subprocess, sys, tempfile
import duckdb

here = pathlib.Path(__file__).parent
work = pathlib.Path(tempfile.mkdtemp())
shutil.copytree(here / "project", work / "project")
(work / "project" / "profiles.yml").write_text(
    f"shop: {{target: dev, outputs: {{dev: {{type: duckdb, path: {work / 'shop.duckdb'}, schema: main, settings: {{TimeZone: UTC}}}}}}}}\n")
for number in (1, 2, 3):
    with duckdb.connect(str(work / "shop.duckdb")) as db:
        db.execute("create schema if not exists bronze")
        db.execute("create or replace table bronze.users as " + (here / f"round{number}.sql").read_text())
    subprocess.run([os.environ.get("DBT", "dbt"), "--quiet", "snapshot", "--vars", f"round: {number}", "--project-dir", "project", "--profiles-dir", "project"],
                   cwd=work, check=True)
db = duckdb.connect(str(work / "shop.duckdb"))
for (table,) in db.execute("select table_name from information_schema.tables where table_schema = 'history'").fetchall():
    found = db.execute(f"select * from history.{table}")
    names = [column[0] for column in found.description]
    rows = found.fetchall()
    is_now = lambda v: isinstance(v, datetime.datetime) and 2025 < v.year < 9999
    times = sorted({v for row in rows for v in row if is_now(v)})
    said = lambda v: "" if v is None else f"now{times.index(v) + 1}" if is_now(v) else v.isoformat(" ") if isinstance(v, datetime.datetime) else str(v)
    ids = {n for n in ("dbt_scd_id", "version_id") if n in names}
    since = "valid_from" if "valid_from" in names else "dbt_valid_from"
    out = []
    for row in rows:
        one = {n: said(v) for n, v in zip(names, row)}
        for i in ids:
            if one[since].startswith("now"):
                one[i] = "id of " + one[since]
        out.append([one[n] for n in sorted(names)])
    with open(here / "expected" / f"{table}.csv", "w", newline="") as file:
        written = csv.writer(file, lineterminator="\n")
        written.writerow(sorted(names))
        written.writerows(sorted(out))
