"""A dbt project of 500 models and 1,000 tests, compiled in a new process: the program against dbt itself."""
import shutil

from measure import Contest
from places import HOME, VENV, Product, peer, python

HALF = 250


def project():
    """250 views over a seed, 250 tables over two views each; every id is tested twice."""
    folder = HOME / "run" / "compiling"
    shutil.rmtree(folder, ignore_errors=True)

    def write(file, text):
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    write("dbt_project.yml", "name: big\nversion: '1.0'\nprofile: big\nmodels: {big: {staging: {+materialized: view}, marts: {+materialized: table}}}\n")
    write("profiles.yml", "big: {target: dev, outputs: {dev: {type: duckdb, path: big.duckdb, schema: main}}}\n")
    write("seeds/raw.csv", "id,amount,status\n" + "".join("%d,%d,open\n" % (i, i) for i in range(20)))
    write("macros/cents.sql", "{% macro cents(c) %}round({{ c }} * 100, 2){% endmacro %}\n")
    for i in range(HALF):
        write("models/staging/stg_%d.sql" % i, "select id, {{ cents('amount') }} as amount, status from {{ ref('raw') }}\n")
        write("models/marts/mart_%d.sql" % i,
              "select a.id, {%% for s in ['open', 'paid'] %%}count(*) filter (a.status = '{{ s }}') as n_{{ s }}{{ ',' if not loop.last }}{%% endfor %%} "
              "from {{ ref('stg_%d') }} a join {{ ref('stg_%d') }} b using (id) group by 1\n" % (i, i * 7 % HALF))
    for layer, prefix in (("staging", "stg"), ("marts", "mart")):
        write("models/%s/schema.yml" % layer, "models:\n" + "".join(
            "  - {name: %s_%d, columns: [{name: id, data_tests: [not_null, unique]}]}\n" % (prefix, i) for i in range(HALF)))
    return folder


def bench(_, times):
    folder = project()
    product = Product("compiling")
    python("dbt")
    contest = Contest("a project of %d models compiled by a new process" % (2 * HALF), "dbt", {})
    for _ in range(times):
        contest.round({
            "dbt": lambda: peer("dbt-compile", str(VENV / "dbt" / "bin" / "dbt"), "-q", "compile", "--no-partial-parse", "--profiles-dir", ".", cwd=folder),
            "caravan": lambda: product.cold("models", "compile", "--project-dir", str(folder))})
    contest.report()
