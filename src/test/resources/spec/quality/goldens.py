"""Writes <family>.golden.json beside each case table: what Great Expectations itself answers on PostgreSQL.

pip install great_expectations psycopg2-binary pyyaml; python goldens.py postgresql+psycopg2://user@host:port/database
Only needed when a case is added or changed; the tests read the goldens.
"""
import json, pathlib, sys
import great_expectations as gx, yaml
from sqlalchemy import create_engine, text

here, url = pathlib.Path(__file__).parent, sys.argv[1]
SQL = {"long": "bigint", "int": "integer", "string": "text", "double": "double precision"}
people = yaml.safe_load((here / "people.yaml").read_text())
engine = create_engine(url)


def literal(value):
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, (int, float)) else "'" + str(value).replace("'", "''") + "'"


with engine.begin() as c:
    columns = ", ".join(f'"{n}" {SQL.get(t, t).replace("decimal", "numeric")}' for n, t in people["columns"].items())
    c.execute(text("drop table if exists people")), c.execute(text("drop table if exists others"))
    c.execute(text(f"create table people ({columns})")), c.execute(text("create table others (id int)"))
    c.execute(text("insert into others values (1), (2), (3)"))
    for row in people["rows"]:
        c.exec_driver_sql(f"insert into people values ({', '.join(map(literal, row))})".replace("%", "%%"))

context = gx.get_context(mode="ephemeral")
batch = (
    context.data_sources.add_postgres("pg", connection_string=url)
    .add_table_asset("people", table_name="people").add_batch_definition_whole_table("all").get_batch()
)
VOLATILE = {"unexpected_index_query"}
for table in sorted(here.glob("*.yaml")):
    if table.name in ("people.yaml", "files.yaml", "ours.yaml", "mistakes.yaml", "core.yaml", "patterns.yaml", "row_conditions.yaml"):
        continue
    answers = []
    for case in yaml.safe_load(table.read_text()):
        suite = gx.ExpectationSuite(name="case", expectations=[{"type": case["type"], "kwargs": case["kwargs"], "meta": {}}])
        answer = {"name": case["name"]}
        for form in ("BOOLEAN_ONLY", "BASIC", "SUMMARY", "COMPLETE"):
            found = batch.validate(suite, result_format=form).to_json_dict()["results"][0]
            answer[form] = {k: v for k, v in found["result"].items() if k not in VOLATILE}
            answer["success"] = bool(found["success"])
            raised = found["exception_info"]
            answer["raised"] = bool(raised.get("raised_exception", True))
        answers.append(answer)
        print(table.stem, case["name"], answer["success"], "raised" if answer["raised"] else "")
    (here / f"{table.stem}.golden.json").write_text(json.dumps(answers, indent=1, ensure_ascii=False, default=str) + "\n")
