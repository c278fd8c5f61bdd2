"""From a saved edit of a route to the first message that goes the new way, while another route loads changing data. Half of the edits, at
random, are wrong: of those, from saving to the message that says so, and the version before must go on."""
import json, os, random, re, signal, statistics, subprocess, threading, time

from places import ROOT, Product, log, load, psql, users

ROUTE = """- route:
    id: edited
    description: Says which version of it is running.
    from:
      uri: timer:edited
      parameters:
        period: 20
        delay: 0
      steps:
        - log:
            message: "version %d."
            loggingLevel: WARN
"""
CHANGES = "update users set status = 'pending', updated_at = now() - interval '10 minutes' where id in (select 1 + (random() * 900000)::bigint from generate_series(1, 500))"


# What a hand slips to: each makes the route wrong in another way.
SLIPS = [
    ("timer:edited", "timr:edited"),
    ("period: 20", "peroid: 20"),
    ("period: 20", "period: soon"),
    ("- log:", "- lgo:"),
    ("loggingLevel: WARN", "logginLevel: WARN"),
    ("loggingLevel: WARN", "loggingLevel: LOUD"),
    ("WARN\n", "WARN\n      - to: kamelet:nowhere-sink\n"),
    ('version %d."', "version %d."),
    ("from:", "form:"),
]


class Watched:
    """What the running program says, line by line, with the time at which it was said."""

    def __init__(self, process, file):
        self.process, self.file = process, file
        self.first, self.latest, self.told = {}, None, 0.0
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def read(self):
        with open(self.file, "w") as out:
            for line in self.process.stdout:
                version = re.search(r"version (\d+)\.", line)
                if version:
                    self.latest = int(version[1])
                    self.first.setdefault(self.latest, time.monotonic())
                    continue
                out.write(line)
                out.flush()
                if re.search(r"edited\.camel\.yaml\(\d+", line):
                    self.told = time.monotonic()

    def until(self, what, longest, done):
        end = time.monotonic() + longest
        while not done():
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError("%s not after %d s; see %s" % (what, longest, self.file))
            time.sleep(0.005)


def bench(rows, times):
    users(rows)
    table = load("users", ["key: id", "watermark: updated_at"]).replace('"@daily"', "1s")
    product = Product("edits", routes={"bronze/users.camel.yaml": table, "edited.camel.yaml": ROUTE % 0})
    stop, chance = threading.Event(), random.Random(1)
    process = subprocess.Popen([str(ROOT / "caravan"), "run", "--project", str(product.folder)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    watched = Watched(process, log("edits"))

    def work():
        while not stop.wait(0.5):
            psql("-c", CHANGES)

    worker = threading.Thread(target=work)
    worker.start()
    took = {"right": [], "wrong": []}
    try:
        watched.until("version 0", 120, lambda: 0 in watched.first)
        time.sleep(10)
        wrong = [n < times // 2 for n in range(times)]
        chance.shuffle(wrong)
        current, before = 0, None
        for version, slipped in enumerate(wrong, 1):
            text = ROUTE
            if slipped:
                # The same mistake in the version after is not told again.
                before = chance.choice([slip for slip in SLIPS if slip is not before])
                text = text.replace(*before)
                took["wrong"].append(refused(product, watched, text % version, version, current))
            else:
                took["right"].append(taken(product, watched, text % version, version))
                current, before = version, None
    finally:
        stop.set()
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        worker.join()
        watched.thread.join()
    report(took)


def save(product, text):
    """Writes the file as editors do; gives the time at which it was there."""
    file = product.folder / "routes" / "edited.camel.yaml"
    beside = file.with_suffix(".new")
    beside.write_text(text)
    began = time.monotonic()
    os.replace(beside, file)
    return began


def taken(product, watched, text, version):
    began = save(product, text)
    watched.until("version %d" % version, 30, lambda: version in watched.first)
    took = watched.first[version] - began
    print("  edit %d live after %.3f s" % (version, took), flush=True)
    time.sleep(0.3)
    return took


def refused(product, watched, text, version, current):
    began = save(product, text)
    watched.until("what is wrong with version %d" % version, 30, lambda: watched.told > began)
    took = watched.told - began
    time.sleep(0.3)
    watched.latest = None
    watched.until("version %d going on" % current, 5, lambda: watched.latest is not None)
    if watched.latest != current or version in watched.first:
        raise RuntimeError("version %d runs, after version %d was refused; it was version %d" % (watched.latest, version, current))
    print("  edit %d refused after %.3f s" % (version, took), flush=True)
    return took


def report(took):
    figures = {}
    for kind, what in (("right", "edit to live"), ("wrong", "wrong edit to message, the version before going on")):
        times = sorted(took[kind])
        median, p95, worst = statistics.median(times), times[min(len(times) - 1, int(len(times) * 0.95))], times[-1]
        print("\n%s, %d edits under load: median %.3f s, p95 %.3f s, worst %.3f s; target <= 1 s %s"
              % (what, len(times), median, p95, worst, "reached" if worst <= 1 else "MISSED"))
        figures[kind] = {"edits": len(times), "median_s": round(median, 3), "p95_s": round(p95, 3), "worst_s": round(worst, 3)}
    print(json.dumps({"bench": "edits", "load1": round(os.getloadavg()[0], 1), "figures": figures}), flush=True)
