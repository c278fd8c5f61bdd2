"""Writes answers.ndjson: what Great Expectations itself answers on PostgreSQL and on pandas to every case of the corpus.

pip install great_expectations psycopg2-binary; python goldens.py postgresql+psycopg2://user@host:port/database
Writes the rows too (visits.csv). Only needed when a case is added or changed; the tests read what is written.
"""
import csv, json, pathlib, sys, warnings
import great_expectations as gx, pandas as pd
from sqlalchemy import create_engine, text

warnings.filterwarnings("ignore")
here, url = pathlib.Path(__file__).parent, sys.argv[1]
COLUMNS = {
    "id": "bigint", "ref": "bigint", "qty": "integer", "amount": "double precision", "price": "numeric(10,2)", "name": "text", "code": "text",
    "status": "text", "day": "date", "at": "timestamp", "ok": "boolean", "a": "integer", "b": "integer", "c": "integer", "blank": "text", "note": "text",
}
NAMES = ["Ann", "bob", "Émile", "O'Neil", "Zoë Quinn", "李雷", "x" * 12, "ann", "Dr. No", "a_b%c"]
CODES = ["A-1", "A-2", "B-10", "b-11", "C-7", "A-1", "", "D_9", "E 5", "42"]
STATUS = ["open", "closed", "open", "open", "void", "closed", "held"]
NOTES = ['{"k": 1}', "[1, 2]", "nope", "3.5", "2024-02-28", "2024-02-30", '"q"', "null?", "12:30", "true"]


def rows():
    for i in range(1, 61):
        some = lambda every, value: None if i % every == 0 else value
        yield [
            i, some(9, i * 7 % 23), some(7, i * 5 % 11), some(8, round((i * 37 % 101 - 50) / 4, 2)), some(10, f"{i * 13 % 90 + i / 100:.2f}"),
            some(11, NAMES[i % 10]), some(6, CODES[i % 10] or None), some(12, STATUS[i % 7]), some(13, f"2024-{i % 12 + 1:02d}-{i % 28 + 1:02d}"),
            some(14, f"2024-05-{i % 28 + 1:02d} {i % 24:02d}:{i % 60:02d}:00"), i % 3 == 0, i % 5, some(15, i % 4), (i % 5) + (i % 4), None, NOTES[i % 10],
        ]


TABLE = list(rows())
CASES = []
CONDITIONS = [
    ('col("qty") > 4', "qty > 4"),
    ('col("status") == "open"', 'status == "open"'),
    ('col("code").notnull()', "code.notnull()"),
    ('col("id") > 1000', "id > 1000"),
]


def case(type, sql=True, pandas=True, **kwargs):
    CASES.append({"type": type, "kwargs": kwargs, "sql": sql, "pandas": pandas})


def rowwise(type, variants, mostly=(0.5, 0.95), conditions=4, **flags):
    """Each variant as it is; the first ones with every share and condition."""
    for n, kwargs in enumerate(variants):
        case(type, **kwargs, **flags)
        if n < 2:
            for share in mostly:
                case(type, **kwargs, mostly=share, **flags)
            for number in range(conditions):
                case(type, **kwargs, condition=number, **flags)


def c(*columns, **kwargs):
    return [{"column": column, **kwargs} for column in columns]


V = "expect_column_values_to_"
EVERY = ("ref", "name", "blank", "id", "price", "day", "at", "ok", "qty", "amount")
rowwise(V + "not_be_null", c(*EVERY))
rowwise(V + "be_null", c(*EVERY))
rowwise(V + "be_unique", c(*EVERY))
rowwise(V + "be_in_set", c("status", value_set=["open", "closed"]) + c("qty", value_set=[0, 1, 2, 3]) + c("amount", value_set=[1.25, -3.0]) + c("ok", value_set=[True])
        + c("status", value_set=["OPEN"]) + c("name", value_set=["O'Neil", "Émile", "李雷"]) + c("qty", value_set=[1, 1, 1]) + c("blank", value_set=["a"]) + c("id", value_set=list(range(1, 61))))
rowwise(V + "not_be_in_set", c("status", value_set=["void", "held"]) + c("qty", value_set=[0, 10]) + c("amount", value_set=[1.25, -3.0]) + c("ok", value_set=[True])
        + c("status", value_set=["OPEN"]) + c("name", value_set=["O'Neil", "李雷"]) + c("blank", value_set=["a"]))
bounds = [dict(min_value=2, max_value=8), dict(min_value=3), dict(max_value=7), dict(min_value=0, max_value=10, strict_min=True), dict(min_value=0, max_value=10, strict_max=True),
          dict(min_value=0, max_value=10, strict_min=True, strict_max=True), dict(min_value=2.5, max_value=7.5), dict(min_value=5, max_value=5), dict(min_value=-100, max_value=100)]
rowwise(V + "be_between", [dict(column="qty", **b) for b in bounds] + [dict(column="amount", **b) for b in bounds[:5]] + [dict(column="id", **b) for b in bounds[:3]])
for strict in ({}, {"strict_min": True}, {"strict_max": True}):
    case(V + "be_between", column="day", min_value="2024-02-02", max_value="2024-11-12", **strict)
    case(V + "be_between", column="at", min_value="2024-05-03 02:02:00", max_value="2024-05-20 19:19:00", **strict)
    case(V + "be_between", column="name", min_value="Ann", max_value="bob", pandas=True, sql=False, **strict)
L = "expect_column_value_lengths_to_"
rowwise(L + "be_between", [dict(column=n, **b) for n in ("name", "code", "status") for b in (dict(min_value=3, max_value=5), dict(min_value=4), dict(max_value=4), dict(min_value=3, max_value=6, strict_min=True), dict(min_value=3, max_value=6, strict_max=True))] + c("blank", min_value=1))
rowwise(L + "equal", c("name", "code", "status", value=3) + c("blank", value=3) + c("status", value=4))
REGEX = [("code", "^[A-C]-\\d+$"), ("name", "^[A-Z]"), ("code", "^A"), ("status", "^(open|closed)$"), ("name", "^.{3}$"), ("name", "^\\w+$"), ("status", "^o.*n$"), ("name", "^(?i:ANN)$"), ("code", "^[^-]*$"), ("blank", "^a"), ("note", "^\\{.*\\}$"), ("name", "^O'")]
for word in ("match", "not_match"):
    rowwise(V + word + "_regex", [dict(column=n, regex=r) for n, r in REGEX])
    rowwise(V + word + "_regex_list", [dict(column="code", regex_list=["^A", "^B"]), dict(column="status", regex_list=["^o", "^c"]), dict(column="name", regex_list=["^[A-Z]", "^.{3}$"]), dict(column="blank", regex_list=["^a"])]
            + ([dict(column=n, regex_list=l, match_on=m) for n, l in (("code", ["^A", "1$"]), ("name", ["^[A-Z]", "^.{3}$"]), ("status", ["^.", "^op"])) for m in ("any", "all")] if word == "match" else []))
    rowwise(V + word + "_like_pattern", [dict(column=n, like_pattern=p) for n, p in (("code", "A-%"), ("status", "%e%"), ("name", "___"), ("name", "%'%"), ("code", "_-__"), ("status", "OPEN"), ("blank", "%"), ("name", "a\\_b\\%c"))], pandas=False)
    rowwise(V + word + "_like_pattern_list", [dict(column="code", like_pattern_list=["A-%", "B-%"]), dict(column="status", like_pattern_list=["o%", "%d"]), dict(column="name", like_pattern_list=["%n", "A%"])]
            + ([dict(column=n, like_pattern_list=l, match_on=m) for n, l in (("code", ["A-%", "%1"]), ("name", ["%n%", "A%"])) for m in ("any", "all")] if word == "match" else []), pandas=False)
rowwise(V + "match_strftime_format", c("note", strftime_format="%Y-%m-%d") + c("day", strftime_format="%Y-%m-%d") + c("at", strftime_format="%Y-%m-%d %H:%M:%S") + c("note", strftime_format="%H:%M") + c("day", strftime_format="%d.%m.%Y"), sql=False)
rowwise(V + "be_json_parseable", c("note", "name", "status", "code"), sql=False)
rowwise(V + "be_dateutil_parseable", c("day", "at", "note", "status"), sql=False)
rowwise(V + "match_json_schema", c("note", json_schema={"type": "object"}) + c("note", json_schema={"type": "object", "required": ["k"], "properties": {"k": {"type": "integer", "minimum": 1}}}), sql=False)
for way in ("increasing", "decreasing"):
    rowwise(V + "be_" + way, c("id", "qty", "ref", "amount") + c("id", strictly=True) + c("a", strictly=True) + c("qty", strictly=True), sql=False)
rowwise("expect_column_value_z_scores_to_be_less_than", [dict(column=n, threshold=t, double_sided=d) for n in ("qty", "amount", "id") for t in (1, 1.5, 3) for d in (True, False)])
rowwise(V + "not_be_outliers", [dict(column=n, method=m, multiplier=k) for n in ("qty", "amount", "id") for m in ("iqr", "std") for k in (0.5, 1.5)], sql=True, pandas=True)
P = "expect_column_pair_values_"
IGNORE = ({}, {"ignore_row_if": "either_value_is_missing"}, {"ignore_row_if": "neither"}, {"ignore_row_if": "both_values_are_missing"})
rowwise(P + "a_to_be_greater_than_b", [dict(column_A=a, column_B=b, **i) for a, b in (("qty", "a"), ("c", "a"), ("id", "qty")) for i in IGNORE] + [dict(column_A="c", column_B="a", or_equal=True), dict(column_A="qty", column_B="b", or_equal=True, ignore_row_if="either_value_is_missing")])
rowwise(P + "to_be_equal", [dict(column_A=a, column_B=b, **i) for a, b in (("a", "b"), ("qty", "b"), ("name", "code")) for i in IGNORE])
rowwise(P + "to_be_in_set", [dict(column_A="a", column_B="b", value_pairs_set=[[0, 0], [1, 1], [2, 2], [3, 3], [4, 0]], **i) for i in IGNORE] + [dict(column_A="status", column_B="ok", value_pairs_set=[["open", True], ["open", False]], ignore_row_if="either_value_is_missing")])
MANY = ({}, {"ignore_row_if": "any_value_is_missing"}, {"ignore_row_if": "never"})
rowwise("expect_compound_columns_to_be_unique", [dict(column_list=l, **i) for l in (["a", "b"], ["ref", "qty"], ["status", "a"], ["id", "a"], ["name", "code", "status"]) for i in MANY])
rowwise("expect_multicolumn_sum_to_equal", [dict(column_list=l, sum_total=t, **i) for l, t in ((["a", "b"], 4), (["a", "b", "c"], 8), (["qty", "ref"], 20)) for i in MANY])
rowwise("expect_select_column_values_to_be_unique_within_record", [dict(column_list=l, **i) for l in (["a", "b"], ["a", "b", "c"], ["qty", "ref", "a"]) for i in MANY])
rowwise("expect_multicolumn_values_to_be_equal", [dict(column_list=l, **i) for l in (["a", "b"], ["a", "c"], ["qty", "ref"]) for i in MANY])
NUMBERS = {"mean": (4.5, 5.5), "median": (4, 6), "sum": (200, 300), "stdev": (2, 4), "min": (0, 1), "max": (9, 10), "unique_value_count": (11, 12), "proportion_of_unique_values": (0.1, 0.3), "proportion_of_non_null_values": (0.8, 0.9)}
for word, (low, high) in NUMBERS.items():
    type = f"expect_column_{word}_to_be_between"
    for kwargs in (dict(min_value=low, max_value=high), dict(min_value=high), dict(max_value=low), dict(min_value=low, strict_min=True), dict(max_value=high, strict_max=True), {}):
        case(type, column="qty", **kwargs)
    for column in ("amount", "id", "price", "a"):
        case(type, column=column, min_value=low, max_value=high, pandas=column != "price" or True)
    for number in range(4):
        case(type, column="qty", min_value=low, max_value=high, condition=number)
for column, low, high in (("day", "2024-01-01", "2024-01-31"), ("at", "2024-05-01", "2024-05-29"), ("day", "2024-12-01", "2024-12-31")):
    case("expect_column_min_to_be_between", column=column, min_value=low, max_value=high)
    case("expect_column_max_to_be_between", column=column, min_value=low, max_value=high)
for column in ("name", "status", "day", "blank", "ok"):
    case("expect_column_unique_value_count_to_be_between", column=column, min_value=2, max_value=9)
    case("expect_column_proportion_of_unique_values_to_be_between", column=column, min_value=0.1)
    case("expect_column_proportion_of_non_null_values_to_be_between", column=column, min_value=0.95)
for word in ("be_in_set", "contain_set", "equal_set"):
    for column, values in (("status", ["open", "closed"]), ("status", ["open", "closed", "void", "held"]), ("status", ["open", "closed", "void", "held", "lost"]), ("qty", list(range(11))), ("qty", [1, 2, 99]), ("a", [0, 1, 2, 3, 4]), ("b", [0, 1, 2])):
        case("expect_column_distinct_values_to_" + word, column=column, value_set=values)
    for number in range(3):
        case("expect_column_distinct_values_to_" + word, column="status", value_set=["open", "closed"], condition=number)
for column, values, ties in (("status", ["open"], False), ("status", ["closed"], False), ("a", [0, 1], False), ("a", [0, 1, 2, 3, 4], True), ("a", [0, 1], True), ("name", ["Ann"], True), ("name", ["Ann"], False), ("status", ["open"], True)):
    case("expect_column_most_common_value_to_be_in_set", column=column, value_set=values, ties_okay=ties)
for number in range(3):
    case("expect_column_most_common_value_to_be_in_set", column="status", value_set=["open"], condition=number)
for column in ("qty", "amount", "id", "a"):
    for quantiles, ranges in (([0.5], [[0, 6]]), ([0.25, 0.5, 0.75], [[0, 3], [4, 6], [7, 99]]), ([0.05, 0.95], [[None, 2], [8, None]]), ([0, 1], [[0, 0], [10, 60]])):
        case("expect_column_quantile_values_to_be_between", column=column, quantile_ranges={"quantiles": quantiles, "value_ranges": ranges})
for number in range(2):
    case("expect_column_quantile_values_to_be_between", column="qty", quantile_ranges={"quantiles": [0.5], "value_ranges": [[0, 6]]}, condition=number)
for threshold in (0.01, 0.1, 1, None):
    case("expect_column_kl_divergence_to_be_less_than", column="status", partition_object={"values": ["open", "closed", "void", "held"], "weights": [0.4, 0.3, 0.2, 0.1]}, threshold=threshold)
    case("expect_column_kl_divergence_to_be_less_than", column="qty", partition_object={"bins": [0, 3, 6, 10], "weights": [0.3, 0.3, 0.4]}, threshold=threshold)
    case("expect_column_kl_divergence_to_be_less_than", column="status", partition_object={"values": ["open", "closed"], "weights": [0.6, 0.4]}, threshold=threshold, tail_weight_holdout=0.1)
T = "expect_table_"
for kwargs in (dict(min_value=1, max_value=100), dict(min_value=60, max_value=60), dict(min_value=60, strict_min=True), dict(max_value=60, strict_max=True), dict(min_value=61), dict(max_value=59), {}):
    case(T + "row_count_to_be_between", **kwargs)
for number in range(4):
    case(T + "row_count_to_be_between", min_value=10, max_value=40, condition=number)
    case(T + "row_count_to_equal", value=22, condition=number)
for value in (60, 59, 61):
    case(T + "row_count_to_equal", value=value)
for value in (16, 15, 17):
    case(T + "column_count_to_equal", value=value)
for kwargs in (dict(min_value=1, max_value=16), dict(min_value=17), dict(max_value=15), {}):
    case(T + "column_count_to_be_between", **kwargs)
names = list(COLUMNS)
for wanted in (names, names[::-1], names[:-1], names + ["more"]):
    case(T + "columns_to_match_ordered_list", column_list=wanted)
    case(T + "columns_to_match_set", column_set=wanted)
    case(T + "columns_to_match_set", column_set=wanted, exact_match=False)
for column, index in (("id", None), ("id", 0), ("ref", 1), ("ref", 2), ("none", None), ("note", 15)):
    case("expect_column_to_exist", column=column, **({} if index is None else {"column_index": index}))
for column, type in (("id", "int64"), ("ref", "float64"), ("amount", "float64"), ("amount", "int64"), ("ok", "bool"), ("id", "int")):
    case(V + "be_of_type", column=column, type_=type, sql=False)
    case(V + "be_in_type_list", column=column, type_list=["object", type], sql=False)
    case("expect_column_type_to_be", column=column, type_=type, sql=False)
case(T + "row_count_to_equal_other_table", other_table_name="others", pandas=False)
case(T + "row_count_to_equal_other_table", other_table_name="visits", pandas=False)
for where in ("qty > 9", "qty > 100", "status = 'void' and ok", "price < 1"):
    case("unexpected_rows_expectation", unexpected_rows_query="SELECT id, qty FROM {batch} WHERE " + where + " ORDER BY id", pandas=False)
case("unexpected_rows_expectation", unexpected_rows_query="SELECT v.id FROM {batch} v JOIN test.others o ON o.id = v.a WHERE v.qty = 1 ORDER BY 1", pandas=False)
for base, other in (("id < 4", "id < 4"), ("id < 4", "id < 3"), ("id < 3", "id < 5"), ("id < 1", "id < 1"), ("id < 1", "id < 2")):
    for mostly in (1, 0.6):
        case("expect_query_results_to_match_comparison", base_query="SELECT id, status FROM {batch} WHERE " + base, comparison_data_source_name="pg", comparison_query="SELECT id, status FROM test.visits WHERE " + other, mostly=mostly, pandas=False)
for kwargs in (dict(column="none"), dict(column="none", mostly=0.5)):
    case(V + "not_be_null", **kwargs)
    case(V + "be_unique", **kwargs)
case("expect_column_max_to_be_between", column="none", max_value=3)


def literal(value):
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, (bool, int, float)) else "'" + str(value).replace("'", "''") + "'"


with open(here / "visits.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([["" if v is None else "True" if v is True else "False" if v is False else v for v in row] for row in TABLE])
with create_engine(url).begin() as connection:
    connection.execute(text("create schema if not exists test")), connection.execute(text("alter role current_user set search_path = test"))
    connection.execute(text("set search_path = test"))
    for name, columns in (("visits", ", ".join(f'"{n}" {t}' for n, t in COLUMNS.items())), ("others", "id int")):
        connection.execute(text(f"drop table if exists {name}")), connection.execute(text(f"create table {name} ({columns})"))
    connection.execute(text("insert into others values (1), (2), (3)"))
    for row in TABLE:
        connection.exec_driver_sql(f"insert into visits values ({', '.join(map(literal, row))})".replace("%", "%%"))
context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False}
sql = context.data_sources.add_postgres("pg", connection_string=url).add_table_asset("visits", table_name="visits", schema_name="test").add_batch_definition_whole_table("all").get_batch()
frame = pd.read_csv(here / "visits.csv")
pandas = context.data_sources.add_pandas("pd").add_dataframe_asset("visits").add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})


def answer(batch, type, kwargs, form):
    # A suite of its own for every answer; pydantic's refusals are answers too.
    suite = gx.ExpectationSuite(name="case", expectations=[{"type": type, "kwargs": kwargs, "meta": {}}])
    found = batch.validate(suite, result_format=form).to_json_dict()["results"][0]
    raised = found["exception_info"]
    raised = raised if "raised_exception" in raised else next(iter(raised.values()))
    result = {k: v for k, v in found["result"].items() if k != "unexpected_index_query"}
    return {"success": bool(found["success"]), "raised": bool(raised["raised_exception"]), "result": result, **({"why": str(raised["exception_message"])[:160]} if raised["raised_exception"] else {})}


with open(here / "answers.ndjson", "w") as out:
    for number, one in enumerate(CASES):
        kwargs = {k: v for k, v in one["kwargs"].items() if k != "condition"}
        written = {"number": number, "type": one["type"]}
        spellings = CONDITIONS[one["kwargs"]["condition"]] if "condition" in one["kwargs"] else (None, None)
        for engine, batch, spelling, parser in (("sql", sql, spellings[0], "great_expectations"), ("pandas", pandas, spellings[1], "pandas")):
            if one[engine]:
                given = {**kwargs, **({"row_condition": spelling, "condition_parser": parser} if spelling else {})}
                try:
                    written[engine] = {"kwargs": given, **answer(batch, one["type"], given, "COMPLETE")}
                except Exception as e:
                    written[engine] = {"kwargs": given, "success": False, "raised": True, "result": {}, "why": repr(e)[:160]}
        out.write(json.dumps(written, ensure_ascii=False, default=str) + "\n")
print(len(CASES), "cases")
