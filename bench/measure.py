"""Runs commands one beside the other and counts what they cost: CPU seconds (user + system) of the whole process tree."""
import json, os, pathlib, re, statistics, subprocess, sys, time


class Missing(Exception):
    """Something that the bench needs is not there; a contestant that lacks it is skipped, and the table says so."""


class Cost:
    """What one command took; wall is None where it cannot be told."""

    def __init__(self, cpu, wall, rss, answer):
        self.cpu, self.wall, self.rss, self.answer = cpu, wall, rss, answer


def run(command, log, env=None, cwd=None, codes=(0,)):
    """Runs a command to its end. Its children count once it has waited for them, which all of ours do."""
    with open(log, "w+") as out:
        began = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **(env or {})}, cwd=cwd)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        lines = out.read().strip().splitlines()
    if process.returncode not in codes:
        raise RuntimeError("exit code %d of: %s\n%s" % (process.returncode, " ".join(map(str, command)), "\n".join(lines[-15:])))
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, lines)


def of(pid):
    """What a living process has taken so far; rss is the most that it has had."""
    times = pathlib.Path("/proc/%d/stat" % pid).read_text().rsplit(")", 1)[1].split()
    most = re.search(r"VmHWM:\s+(\d+)", pathlib.Path("/proc/%d/status" % pid).read_text())
    return Cost((int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK"), None, int(most[1]) / 1024, [])


class Contest:
    """Repetitions of several contestants, interleaved, so that a busy neighbour disturbs all of them alike."""

    def __init__(self, title, limit, targets):
        """limit: whose cost the ratios are of; targets: contestant -> highest ratio that is good enough."""
        self.title, self.limit, self.targets = title, limit, targets
        self.costs, self.skipped = {}, {}

    def add(self, name, cost):
        self.costs.setdefault(name, []).append(cost)
        print("  %-28s %7.2f CPU s %7s s" % (name, cost.cpu, two(cost.wall)), file=sys.stderr, flush=True)

    def round(self, contestants):
        """Each contestant once; contestants: name -> function that gives a Cost, or a list of them."""
        for name, work in contestants.items():
            if name in self.skipped:
                continue
            try:
                costs = work()
                for cost in costs if isinstance(costs, list) else [costs]:
                    self.add(name, cost)
            except Missing as missing:
                self.skipped[name] = str(missing)

    def median(self, name, of):
        known = [getattr(c, of) for c in self.costs[name] if getattr(c, of) is not None]
        return statistics.median(known) if known else None

    def report(self):
        median = self.median
        limit = median(self.limit, "cpu") if self.limit in self.costs else None
        print("\n%s\n%-30s %4s %9s %9s %8s %9s  %s" % (self.title, "", "runs", "CPU s", "wall s", "MiB", "ratio", "target"))
        figures = {}
        for name in sorted(self.costs, key=lambda n: median(n, "cpu")):
            cpu, wall, rss = (median(name, of) for of in ("cpu", "wall", "rss"))
            ratio = cpu / limit if limit else None
            target = self.targets.get(name)
            verdict = "" if target is None or ratio is None else "<= %.2f %s" % (target, "reached" if ratio <= target else "MISSED")
            shown = "%.2f" % ratio if ratio else "-"
            print("%-30s %4d %9.2f %9s %8.0f %9s  %s" % (name, len(self.costs[name]), cpu, two(wall), rss, shown, verdict))
            figures[name] = {"cpu_s": round(cpu, 2), "wall_s": wall and round(wall, 2), "rss_mib": round(rss), "runs": len(self.costs[name]),
                             "all_cpu_s": [round(c.cpu, 2) for c in self.costs[name]], "ratio": round(ratio, 2) if ratio else None}
        for name, why in self.skipped.items():
            print("%-30s skipped: %s" % (name, why))
        print(json.dumps({"bench": self.title, "limit": self.limit, "load1": round(os.getloadavg()[0], 1), "figures": figures, "skipped": self.skipped}), flush=True)


def two(seconds):
    return "-" if seconds is None else "%.2f" % seconds
