#!/usr/bin/env python3
"""Reads the tables of the sample shop with other engines and compares every column with what ./caravan query says.

usage: bench/readers/readers.py [FOLDER]     everything is made in FOLDER (default: /tmp/caravan-readers), the data anew each time
"""
import glob, gzip, json, os, pathlib, shutil, signal, socket, subprocess, sys, time, venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
HOME = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/caravan-readers").resolve()
DATA = HOME / "data"


def in_own_environment():
    """Runs this program again in a virtual environment that has the readers."""
    interpreter = HOME / "venv" / "bin" / "python"
    done = HOME / "venv" / "done"
    wanted = (HERE / "requirements.txt").read_text()
    if not done.exists() or done.read_text() != wanted:
        venv.create(HOME / "venv", with_pip=True, clear=True)
        subprocess.run([interpreter, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
        done.write_text(wanted)
    if pathlib.Path(sys.prefix) != HOME / "venv":
        os.execv(interpreter, [str(interpreter), __file__, str(HOME)])


class Caravan:
    """The program, on the sample project and data of its own."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.options = ["--project", str(ROOT), "--set", "caravan.data=%s" % DATA, "--set", "caravan.server=http://127.0.0.1:%d" % free.getsockname()[1]]

    def __call__(self, *command):
        done = subprocess.run([str(ROOT / "caravan"), *command, *self.options], capture_output=True, text=True)
        if done.returncode:
            sys.exit("caravan %s ended with %d:\n%s%s" % (" ".join(command), done.returncode, done.stdout, done.stderr))
        return done.stdout

    def query(self, *sql):
        return json.loads(self("query", "--json", *sql))

    def run(self):
        """The application, which keeps the object store open and carries what changes."""
        log = open(HOME / "run.log", "w")
        command = [str(ROOT / "caravan"), "run", *self.options, "--set", "sample.schedule=2s"]
        return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)


def ports():
    lines = (DATA / "ports.properties").read_text().splitlines()
    return dict(line.split("=") for line in lines if "=" in line)


def metadata(location):
    """What a table says of itself: its columns with their types, format, and whether rows are deleted by vectors."""
    text = (DATA / "s3" / location.removeprefix("s3://")).read_bytes()
    read = json.loads(gzip.decompress(text) if location.endswith(".gz.metadata.json") else text)
    schema = next(s for s in read["schemas"] if s["schema-id"] == read["current-schema-id"])
    now = next(s for s in read["snapshots"] if s["snapshot-id"] == read["current-snapshot-id"])
    return {"columns": [(f["name"], f["type"]) for f in schema["fields"]], "format": read["format-version"],
            "vectors": int(now["summary"].get("total-delete-files", 0)), "deleted": int(now["summary"].get("total-position-deletes", 0)),
            "files": int(now["summary"]["total-data-files"])}


def checksums(columns, source):
    """SQL for the count of rows and, for each column, the sum of a hash of every value: md5 is the same in every version of the engine."""
    sums = []
    for name, kind in columns:
        text = 'epoch_us("%s")' % name if kind.startswith("timestamp") else '"%s"' % name
        sums.append("sum(cast('0x' || substr(md5(coalesce(cast(%s as varchar), '(null)')), 1, 12) as bigint)) as \"%s\"" % (text, name))
    return "select count(*) as rows, %s from %s" % (", ".join(sums), source)


def as_text(answer):
    return {name: str(value) for name, value in answer.items()}


class DuckDb:
    name = "DuckDB 1.5.5"

    def __init__(self, endpoint, secret):
        import duckdb
        self.connection = duckdb.connect(config={"allow_unsigned_extensions": "true", "extension_directory": str(HOME / "extensions")})
        for extension in ("avro", "httpfs", "iceberg"):
            package = __import__("duckdb_extension_" + extension)
            file = glob.glob(os.path.dirname(package.__file__) + "/extensions/*/*.duckdb_extension")[0]
            self.connection.execute("install '%s'" % file)
            self.connection.execute("load " + extension)
        self.connection.execute("create secret (type s3, key_id 'caravan', secret '%s', endpoint '%s', url_style 'path', use_ssl false, region 'us-east-1')" % (secret, endpoint))

    def read(self, location, columns):
        found = self.connection.execute(checksums(columns, "iceberg_scan('%s')" % location))
        return as_text(dict(zip([c[0] for c in found.description], found.fetchone())))


class PyIceberg:
    name = "PyIceberg 0.12.0"

    def __init__(self, endpoint, secret):
        self.options = {"s3.endpoint": "http://" + endpoint, "s3.access-key-id": "caravan", "s3.secret-access-key": secret,
                        "s3.region": "us-east-1", "s3.force-virtual-addressing": "false"}

    def read(self, location, columns):
        import duckdb
        from pyiceberg.table import StaticTable
        rows = StaticTable.from_metadata(location, self.options).scan().to_arrow()  # read by PyIceberg, only summed up by DuckDB
        found = duckdb.connect().register("rows", rows).execute(checksums(columns, "rows"))
        return as_text(dict(zip([c[0] for c in found.description], found.fetchone())))


def compare(stage, caravan):
    """One line a table and reader; the number of those that are not equal."""
    wrong = 0
    others = readers()
    for table in caravan.query():
        about = metadata(table["metadata"])
        ours = as_text(caravan.query(checksums(about["columns"], table["table"]))[0])
        for reader in others:
            try:
                theirs = reader.read(table["metadata"], about["columns"])
                differing = [name for name in ours if ours[name] != theirs.get(name)]
                verdict = "equal" if not differing else "DIFFERS in " + ", ".join("%s (%s, %s)" % (n, ours[n], theirs.get(n)) for n in differing)
            except Exception as e:
                verdict = "CANNOT: %s: %s" % (type(e).__name__, str(e).strip().splitlines()[0])
            wrong += verdict != "equal"
            line = {"stage": stage, "table": table["table"], "rows": int(ours["rows"]), "columns": len(about["columns"]), "files": about["files"],
                    "deletion_vectors": about["vectors"], "deleted": about["deleted"], "reader": reader.name, "verdict": verdict}
            print(json.dumps(line), flush=True)
        if stage == "after upserts" and table["table"] == "silver.users" and not about["vectors"]:
            sys.exit("silver.users has no deletion vectors: this comparison proves nothing.")
    return wrong


def readers():
    return [reader("127.0.0.1:" + ports()["s3"], (DATA / "s3.secret").read_text()) for reader in (DuckDb, PyIceberg)]


def users(caravan):
    return next(table["metadata"] for table in caravan.query() if table["table"] == "silver.users")


def control(before, caravan):
    """The version before the change must be seen to differ: a comparison that cannot fail proves nothing."""
    columns = metadata(before)["columns"]
    now = as_text(caravan.query(checksums(columns, "silver.users"))[0])
    blind = [reader.name for reader in readers() if reader.read(before, columns)["full_name"] == now["full_name"]]
    print(json.dumps({"stage": "control", "table": "silver.users", "blind": blind}), flush=True)
    return len(blind)


# Gold is the last to know: only then does nothing move while engines are compared.
ARRIVED = """select count(*) as n from silver.users where full_name = 'Changed By Reader'
             and (select max(last_change) from gold.users_by_month) = (select max(updated_at) from silver.users)"""


def upsert():
    """Changes every fifth user of the shop."""
    import psycopg
    with psycopg.connect(host="127.0.0.1", port=ports()["postgres"], user="postgres", dbname="app") as connection:
        return connection.execute("update users set name = 'Changed By Reader', updated_at = now() at time zone 'utc' where id % 5 = 0").rowcount


def wait_for(what, is_there):
    end = time.time() + 120
    while not is_there():
        if time.time() > end:
            sys.exit("%s did not come in two minutes; see %s" % (what, HOME / "run.log"))
        time.sleep(1)


def main():
    in_own_environment()
    shutil.rmtree(DATA, ignore_errors=True)
    caravan = Caravan()
    caravan("demo", "--once")
    application = caravan.run()
    try:
        wait_for("The application", answers)
        wrong = compare("after the demo", caravan)
        before = users(caravan)
        changed = upsert()
        wait_for("The change", lambda: caravan.query(ARRIVED)[0]["n"] == changed)
        wrong += compare("after upserts", caravan)
        wrong += control(before, caravan)
        print(caravan("maintain"), flush=True)
        wrong += compare("after maintenance", caravan)
    finally:
        os.killpg(application.pid, signal.SIGTERM)
        application.wait(60)
    sys.exit("%d comparisons are not equal" % wrong if wrong else 0)


def answers():
    """Whether the application's object store can be reached."""
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", int(ports().get("s3", "0")))) == 0


if __name__ == "__main__":
    main()
