"""Signed deliveries of 8 KB, durable in Kafka (acks=all) before the answer: the product, which lands them in bronze too, beside an HTTP
server of the JDK with a producer behind it. Whoever posts and the broker are processes of their own."""
import json, random, statistics, subprocess

import measure, places, services
from services import BROKERS, java, process
from streams import reference

SECRET, REFERENCE, WEBHOOKS = "s3cr3t", 19483, 19181
ROUTE = """- route:
    id: bronze.hooks
    description: Deliveries, byte for byte.
    from:
      uri: kamelet:signed-webhook-source
      parameters: { path: /hook, scheme: github, secret: "{{hooks.secret}}" }
      steps:
        - to: { uri: kamelet:bronze-sink, parameters: { table: hooks } }
"""


def body():
    """An invoice of 8,192 bytes, the same every time."""
    chance = random.Random(1)
    line = lambda: {"sku": "sku-%d" % chance.randrange(10**6), "qty": chance.randrange(9), "desc": "item %x" % chance.getrandbits(96)}
    text = json.dumps({"type": "invoice.paid", "lines": [line() for _ in range(100)]}, separators=(",", ":"))
    path = places.HOME / "hook.json"
    path.write_text(text[:8192].ljust(8192))
    return path


def hammer(port, load, connections, seconds, rate):
    told = subprocess.run(java("Hammer", port, "/hook", SECRET, load, connections, seconds, rate),
                          capture_output=True, text=True, check=True)
    return json.loads(told.stdout.strip().splitlines()[-1])


def bench(_, times):
    load = body()
    with services.all_of_them():
        services.compiled(reference("RefHook"), places.ROOT / "bench" / "Hammer.java")
        product = places.Product("webhooks", {**services.SETTINGS, "hooks.secret": SECRET}, {"bronze/hooks.camel.yaml": ROUTE})
        run = [str(places.ROOT / "caravan"), "run", "--project", str(product.folder)]
        # Without it the kernel lets every second packet of an answer wait for 40 ms.
        nodelay = "-Dsun.net.httpserver.nodelay=true"
        with process("reference", java(nodelay, "RefHook", BROKERS, "hooks-ref", REFERENCE, SECRET), REFERENCE) as jdk, process("caravan", run, WEBHOOKS) as caravan:
            compare(load, times, {"JDK server": (REFERENCE, jdk.pid), "Caravan": (WEBHOOKS, caravan.pid)})


def compare(load, times, contestants):
    figures = {name: [] for name in contestants}
    for round_ in range(times + 1):
        for name, (port, pid) in contestants.items():
            before = measure.of(pid).cpu
            told = hammer(port, load, 32, 10, 0)
            told["cpu_us"] = (measure.of(pid).cpu - before) * 1e6 / max(1, told["accepted"])
            if round_:  # The first is for the compilers.
                figures[name].append(told)
                print("  %-12s %s" % (name, told), flush=True)
    median = lambda name, of: statistics.median(t[of] for t in figures[name])
    half = {}
    for name, (port, _) in contestants.items():
        half[name] = [hammer(port, load, 32, 10, round(median(name, "per_s") / 2)) for _ in range(times)]
    accepted = sum(t["accepted"] for t in figures["Caravan"])
    rss = {name: round(measure.of(pid).rss) for name, (_, pid) in contestants.items()}
    print("\n%-12s %10s %9s %9s %14s %8s %20s" % ("", "per s", "p50 ms", "p99 ms", "CPU us each", "MiB", "p99 ms at half load"))
    for name in figures:
        print("%-12s %10.0f %9.2f %9.2f %14.0f %8d %20.2f" % (
            name, median(name, "per_s"), median(name, "p50_ms"), median(name, "p99_ms"), median(name, "cpu_us"), rss[name],
            statistics.median(t["p99_ms"] for t in half[name])))
    ratio = median("Caravan", "per_s") / median("JDK server", "per_s")
    print("rate %.2f of the reference's: %s 0.70" % (ratio, "reached" if ratio >= 0.7 else "MISSED"))
    print(json.dumps({"bench": "webhooks", "ratio": round(ratio, 2), "accepted": accepted, "figures": figures, "half": half, "rss_mib": rss}))
