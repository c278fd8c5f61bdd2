"""PostgreSQL to bronze: the program against hand-written Arrow scripts and dlt, all to the same object store outside their processes."""
import time

from measure import Contest
from places import HOME, S3_SETTINGS, Product, kit, load, peer, python, users

DAY = "2024-01-02"
INCREMENTAL = ["key: id", "watermark: updated_at"]


def bench(rows, times):
    users(rows)
    product = Product("bronze-%d" % rows, settings=S3_SETTINGS, routes={"bronze/users.camel.yaml": load("users", INCREMENTAL)})
    contest = Contest("PostgreSQL to bronze, %d rows" % rows, "ADBC script", {"caravan, warm": 1.5, "caravan, cold": 1.5})

    def cold():
        product.clear()
        return told(product.cold("run", "--once"), rows)

    def dlt(backend):
        return peer("dlt-" + backend, python("dlt"), kit("peers/dlt_w1.py"), backend, "parquet", "b%d_%d" % (rows, time.time_ns()))

    for _ in range(times):
        contest.round({
            "ADBC script": lambda: peer("adbc", python("tools"), kit("peers/arrow_w1.py"), "adbc", DAY),
            "caravan, cold": cold,
            "connectorx script": lambda: peer("connectorx", python("tools"), kit("peers/arrow_w1.py"), "connectorx", DAY),
            "dlt, connectorx": lambda: dlt("connectorx"),
            "dlt, pyarrow": lambda: dlt("pyarrow"),
            "caravan, warm": lambda: product.warm("run", "--once", times=3),
        })
    contest.report()


def told(cost, rows):
    if not any("{:,}".format(rows) in line for line in cost.answer):
        raise RuntimeError("the program did not say that it read %d rows: %s" % (rows, "\n".join(cost.answer[-5:])))
    return cost
