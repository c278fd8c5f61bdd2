"""Where things are: the program, the opponents' kit, what the bench writes; and how the opponents are called."""
import json, os, pathlib, shutil, subprocess

import measure
from measure import Missing

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEERS = pathlib.Path(os.environ.get("PEERS", ROOT.parent / "shared" / "peers")).resolve() / "batch"
HOME = pathlib.Path(os.environ.get("BENCH_HOME", "/tmp/bench")).resolve()
VENV = pathlib.Path(os.environ.get("VENV", HOME / "venv"))
PG = {"PGHOST": "127.0.0.1", "PGPORT": "55432", "PGUSER": "bench", "PGDATABASE": "bench"}
PG = {name: os.environ.get(name, value) for name, value in PG.items()}
S3 = os.environ.get("BENCH_S3", "http://127.0.0.1:55000")
BUCKET = os.environ.get("BENCH_BUCKET", "my-data-lake")
ENV = {**PG, "BENCH_HOME": str(HOME), "BENCH_S3": S3, "BENCH_BUCKET": BUCKET, "AWS_ENDPOINT_URL": S3,
       "BENCH_PG_DSN": "postgresql://%(PGUSER)s@%(PGHOST)s:%(PGPORT)s/%(PGDATABASE)s" % PG,
       "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "benchbench", "AWS_DEFAULT_REGION": "us-east-1", "AWS_REGION": "us-east-1",
       "DO_NOT_TRACK": "1", "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}


def kit(path):
    """A file of the opponents' kit."""
    if not (PEERS / path).exists():
        raise Missing("no %s; set PEERS to the folder that holds batch/" % (PEERS / path))
    return str(PEERS / path)


def python(name):
    """The interpreter of an opponent's virtual environment."""
    interpreter = VENV / name / "bin" / "python"
    if not interpreter.exists():
        raise Missing("no virtual environment %s; PEERS/batch/setup.sh makes it" % interpreter.parent.parent)
    return str(interpreter)


def peer(label, *command, env=None, cwd=None):
    """An opponent, run to its end."""
    return measure.run(command, log(label), env={**ENV, **(env or {})}, cwd=cwd)


def log(label):
    (HOME / "log").mkdir(parents=True, exist_ok=True)
    return HOME / "log" / (label + ".log")


def psql(*arguments):
    """What the bench's own PostgreSQL says."""
    if not shutil.which("psql"):
        raise Missing("no psql; install PostgreSQL")
    done = subprocess.run(["psql", "-qAtX", "-v", "ON_ERROR_STOP=1", *arguments], env={**os.environ, **PG}, capture_output=True, text=True)
    if done.returncode:
        raise Missing("PostgreSQL refused: %s (PEERS/batch/services.sh start pg s3)" % done.stderr.strip()[:300])
    return done.stdout.strip()


def users(rows):
    """The source table, made once for each size."""
    if psql("-c", "select to_regclass('users') is not null") == "t" and psql("-c", "select count(*), max(updated_at) < '2024-01-02' from users") == "%d|t" % rows:
        return
    print("making %d users in PostgreSQL ..." % rows, flush=True)
    psql("-v", "n=%d" % rows, "-f", kit("gen/users.sql"))


def changed(rows, count):
    """Changes rows of the source table, as a day of work would."""
    psql("-v", "n=%d" % rows, "-v", "r=1", "-v", "k=%d" % count, "-f", kit("gen/users_change.sql"))


class Product:
    """A minimal project, and the program run on it."""

    def __init__(self, name, settings=None, routes=None, folder=None):
        self.name = name
        self.folder = folder or HOME / "run" / "product" / name
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "routes" / "bronze").mkdir(parents=True)
        shutil.copytree(ROOT / "routes" / "kamelets", self.folder / "routes" / "kamelets")
        defaults = {"caravan.source.app.uri": "jdbc:postgresql://%(PGHOST)s:%(PGPORT)s/%(PGDATABASE)s" % PG,
                    "caravan.source.app.user": PG["PGUSER"], "caravan.server": "http://127.0.0.1:18080"}
        text = "".join("%s = %s\n" % entry for entry in {**defaults, **(settings or {})}.items())
        (self.folder / "application.properties").write_text(text)
        for path, route in (routes or {}).items():
            self.write("routes/" + path, route)

    def write(self, path, text):
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text)

    @property
    def data(self):
        return self.folder / "data"

    def clear(self):
        shutil.rmtree(self.data, ignore_errors=True)

    def keep(self, name):
        """Keeps a copy of the data as it is now."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        shutil.copytree(self.data, self.folder / name)
        return self.folder / name

    def restore(self, name):
        self.clear()
        shutil.copytree(self.folder / name, self.data)

    def cold(self, *arguments, codes=(0,), env=None):
        """The command as a user types it: a process of its own."""
        return measure.run([str(ROOT / "caravan"), *arguments, "--project", str(self.folder)], log(self.name + "-cold"), codes=codes, env=env)

    def running(self, said, times, skipped):
        """`caravan run` as it stands in production: what it costs from one scheduled run that says `said` to the next, everything in the
        process included. The first ones, while code is still interpreted and compiled, are not counted. Ends the process."""
        with open(log(self.name + "-running"), "w") as out:
            process = subprocess.Popen([str(ROOT / "caravan"), "run", "--project", str(self.folder)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            costs, before = [], None
            try:
                for line in process.stdout:
                    out.write(line)
                    if said not in line:
                        continue
                    now = measure.of(process.pid)
                    if before:
                        costs.append(measure.Cost(now.cpu - before.cpu, None, now.rss, [line]))
                    before = now
                    if len(costs) == skipped + times:
                        return costs[skipped:]
            finally:
                process.terminate()
                process.communicate(timeout=60)
        raise RuntimeError("the program ended before its runs did; see %s" % log(self.name + "-running"))

    def warm(self, *arguments, start=None, times=4, codes=(0,), env=None):
        """The same command again and again in one process, each time from the data kept as `start`; the first time is not counted."""
        done = measure.run(
            self.java(times, start, codes) + [*arguments, "--project", str(self.folder)], log(self.name + "-warm"), env=env)
        told = [json.loads(line) for line in done.answer if line.startswith('{"cpu_s"')]
        return [measure.Cost(t["cpu_s"], t["wall_s"], t["rss_mib"], done.answer) for t in told[1:]]

    def java(self, times, start, codes):
        classpath = "%s:%s" % (ROOT / "target" / "classes", (ROOT / "target" / "classpath").read_text().strip())
        # As ./caravan starts a process that goes on.
        return ["java", "-Xms64m", "-Xmx512m", "-XX:+UseSerialGC", "-Xmn192m", "-XX:Tier4InvocationThreshold=200000",
                "-XX:Tier4MinInvocationThreshold=20000", "-XX:Tier4CompileThreshold=500000", "-XX:Tier4BackEdgeThreshold=1000000",
                "--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", classpath,
                str(ROOT / "bench" / "Warm.java"), str(times), str(self.data), str(self.folder / start) if start else "-", ",".join(map(str, codes))]


S3_SETTINGS = {"caravan.lake.warehouse": "s3://" + BUCKET, "caravan.s3.endpoint": S3, "caravan.s3.access-key": "bench", "caravan.s3.secret-key": "benchbench"}


def load(table, more):
    """A route that loads one table of the database."""
    return """- route:
    id: bronze.%(table)s
    description: The whole table, then what changed.
    from:
      uri: kamelet:jdbc-table-source
      parameters:
        dataSource: app
        table: %(table)s
        schedule: "@daily"
%(more)s
      steps:
        - to:
            uri: kamelet:bronze-sink
            parameters:
              table: %(table)s
              compression: SNAPPY
""" % {"table": table, "more": "\n".join("        " + line for line in more)}
