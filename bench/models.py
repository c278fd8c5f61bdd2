"""One dbt project, first run and then 10,000 changed rows: the program against the same SQL by a DuckDB script, and dbt itself."""
import shutil, time

from measure import Contest
from places import HOME, VENV, Product, changed, kit, load, peer, psql, python, users

CHANGED = 10_000
# The project says by it where dbt finds bronze; the program knows.
UNUSED = {"BRONZE": "unused"}


def bench(rows, times, settings=None, without=()):
    users(rows)
    product = Product("models-%d" % rows, settings=settings, routes={
        "bronze/users.camel.yaml": load("users", ["key: id", "watermark: updated_at"]).replace('"@daily"', "1s")})
    project = own_project(product)
    build = ["models", "build", "--project-dir", str(project)]
    print("loading bronze ...", flush=True)
    product.cold("run", "--once", "--set", "caravan.models=none")
    first = product.keep("first")
    product.cold(*build, env=UNUSED)
    changed(rows, CHANGED)
    # As if it had happened just now: what changed long ago would be before the window.
    psql("-c", "update users set updated_at = now() at time zone 'utc' where updated_at >= '2024-01-02'")
    time.sleep(2)
    product.cold("run", "--once", "--set", "caravan.models=none")
    told = product.cold("query", "select count(*) as n from bronze.users", "--json").answer
    if not any(str(rows + CHANGED) in line for line in told):
        raise RuntimeError("bronze has not %d rows: %s" % (rows + CHANGED, told))
    later = product.keep("later")
    # The table of the next size must not meet rows that were changed for this one.
    users_again(rows)
    dbt = None if "dbt" in without else dbt_project()
    goals = {"caravan, warm": 1.3, "caravan, cold": 1.3}
    contests = {
        "first": Contest("models, first run on %d rows" % rows, "DuckDB script", goals),
        "later": Contest("models, %d changed of %d rows" % (CHANGED, rows), "DuckDB script", goals),
    }
    for _ in range(times):
        for start, bronze in (("first", first), ("later", later)):
            all = contestants(product, build, start, bronze / "s3" / "lake" / "bronze", dbt)
            contests[start].round({name: run for name, run in all.items() if name not in without})
    for contest in contests.values():
        contest.report()


def contestants(product, build, start, bronze, dbt):
    def warehouse(name):
        file = HOME / "run" / ("wh-%s.duckdb" % name)
        if start == "first":
            file.unlink(missing_ok=True)
        return str(file)

    def cold():
        product.restore(start)
        cost = product.cold(*build, env=UNUSED)
        if any("nothing new" in line for line in cost.answer):
            raise RuntimeError("the program found no changed rows")
        return cost

    def script():
        return peer("duckdb-script", python("tools"), kit("limits/duck_w2.py"), warehouse("script"), str(bronze))

    def dbt_build():
        python("dbt")
        env = {"WAREHOUSE": warehouse("dbt"), "BRONZE": str(bronze)}
        return peer("dbt", str(VENV / "dbt" / "bin" / "dbt"), "build", "--profiles-dir", ".", "--no-use-colors", env=env, cwd=dbt)

    return {"DuckDB script": script, "caravan, cold": cold, "dbt": dbt_build, "caravan, warm": lambda: product.warm(*build, start=start, times=4, env=UNUSED)}


def dbt_project():
    """The opponents' copy of the seed's project, with its packages."""
    folder = HOME / "run" / "dbt"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(kit("peers/dbt"), folder)
    folder.chmod(0o755)
    for each in folder.rglob("*"):
        each.chmod(0o755 if each.is_dir() else 0o644)
    peer("dbt-deps", str(VENV / "dbt" / "bin" / "dbt"), "-q", "deps", "--profiles-dir", ".", env={"WAREHOUSE": "none", "BRONZE": "none"}, cwd=folder)
    return folder


def own_project(product):
    """The same project for the program: models and tests as they are; DuckDB's INITCAP comes with the program."""
    folder = product.folder / "dbt"
    shutil.copytree(kit("peers/dbt"), folder)
    for each in [folder, *folder.rglob("*")]:
        each.chmod(0o755 if each.is_dir() else 0o644)
    return folder


def users_again(rows):
    psql("-v", "n=%d" % rows, "-f", kit("gen/users.sql"))
