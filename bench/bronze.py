"""PostgreSQL to bronze: the program against hand-written Arrow scripts and dlt, all to the same object store outside their processes."""
import time

from measure import Contest
from places import HOME, S3_SETTINGS, Product, kit, load, peer, python, users

DAY = "2024-01-02"
INCREMENTAL = ["key: id", "watermark: updated_at"]


def bench(rows, times):
    users(rows)
    product = Product("bronze-%d" % rows, settings=S3_SETTINGS, routes={"bronze/users.camel.yaml": load("users", INCREMENTAL)})
    # The whole table again and again: a first load each time, in one process, as schedules make it.
    whole = load("users", ["mode: snapshot"]).replace('"@daily"', "%ds" % max(10, rows // 80_000))
    schedule = Product("bronze-running-%d" % rows, settings=S3_SETTINGS, routes={"bronze/users.camel.yaml": whole})
    targets = {"caravan, running": 1.5, "caravan, one shot": 1.5}
    contest = Contest("PostgreSQL to bronze, %d rows" % rows, "ADBC script", targets)

    def one_shot():
        product.clear()
        return told(product.cold("run", "--once"), rows)

    def running():
        schedule.clear()
        return schedule.running("bronze=%d" % rows, times=2, skipped=3)

    def dlt(backend):
        return peer("dlt-" + backend, python("dlt"), kit("peers/dlt_w1.py"), backend, "parquet", "b%d_%d" % (rows, time.time_ns()))

    for _ in range(times):
        contest.round({
            "ADBC script": lambda: peer("adbc", python("tools"), kit("peers/arrow_w1.py"), "adbc", DAY),
            "caravan, one shot": one_shot,
            "connectorx script": lambda: peer("connectorx", python("tools"), kit("peers/arrow_w1.py"), "connectorx", DAY),
            "dlt, connectorx": lambda: dlt("connectorx"),
            "dlt, pyarrow": lambda: dlt("pyarrow"),
            "caravan, running": running,
        })
    contest.report()
    for name in ("dlt, connectorx", "dlt, pyarrow"):
        if name in contest.costs:
            print("%s costs %.1f times what caravan, running costs (target >= 4)" % (name, contest.median(name, "cpu") / contest.median("caravan, running", "cpu")))


def told(cost, rows):
    if not any("{:,}".format(rows) in line for line in cost.answer):
        raise RuntimeError("the program did not say that it read %d rows: %s" % (rows, "\n".join(cost.answer[-5:])))
    return cost
