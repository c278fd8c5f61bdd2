"""From a saved edit of a route to the first message that goes the new way, while other routes load and model changing data."""
import json, os, re, signal, statistics, subprocess, threading, time

from places import ROOT, Product, log, load, psql, users

ROUTE = """- route:
    id: edited
    description: Says which version of it is running.
    from:
      uri: timer:edited
      parameters:
        period: 20
      steps:
        - log:
            message: "version %d."
            loggingLevel: WARN
"""
CHANGES = "update users set status = 'pending', updated_at = now() - interval '10 minutes' where id in (select 1 + (random() * 900000)::bigint from generate_series(1, 500))"


def bench(rows, times):
    users(rows)
    table = load("users", ["key: id", "watermark: updated_at"]).replace('"@daily"', "1s")
    product = Product("edits", routes={"bronze/users.camel.yaml": table, "edited.camel.yaml": ROUTE % 0})
    seen, stop = {}, threading.Event()
    with open(log("edits"), "w") as out:
        process = subprocess.Popen([str(ROOT / "caravan"), "run", "--project", str(product.folder)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

        def read():
            for line in process.stdout:
                version = re.search(r"version (\d+)\.", line)
                if version:
                    seen.setdefault(int(version[1]), time.monotonic())
                else:
                    out.write(line)

        def work():
            while not stop.wait(0.5):
                psql("-c", CHANGES)

        threads = [threading.Thread(target=read), threading.Thread(target=work)]
        for thread in threads:
            thread.start()
        try:
            wait(seen, 0, 120, process)
            time.sleep(10)
            took = [edit(product, seen, version, process) for version in range(1, times + 1)]
        finally:
            stop.set()
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            for thread in threads:
                thread.join()
    report(took)


def edit(product, seen, version, process):
    file = product.folder / "routes" / "edited.camel.yaml"
    beside = file.with_suffix(".new")
    beside.write_text(ROUTE % version)
    began = time.monotonic()
    os.replace(beside, file)
    took = wait(seen, version, 30, process) - began
    print("  edit %d live after %.3f s" % (version, took), flush=True)
    time.sleep(0.3)
    return took


def wait(seen, version, longest, process):
    end = time.monotonic() + longest
    while version not in seen:
        if time.monotonic() > end or process.poll() is not None:
            raise RuntimeError("version %d is not running after %d s; see %s" % (version, longest, log("edits")))
        time.sleep(0.005)
    return seen[version]


def report(took):
    took = sorted(took)
    median, p95, worst = statistics.median(took), took[min(len(took) - 1, int(len(took) * 0.95))], took[-1]
    print("\nedit to live, %d edits under load: median %.3f s, p95 %.3f s, worst %.3f s; target <= 1 s %s"
          % (len(took), median, p95, worst, "reached" if worst <= 1 else "MISSED"))
    print(json.dumps({"bench": "edits", "edits": len(took), "median_s": round(median, 3), "p95_s": round(p95, 3), "worst_s": round(worst, 3),
                      "load1": round(os.getloadavg()[0], 1)}), flush=True)
