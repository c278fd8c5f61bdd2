"""Broker, object store and PostgreSQL of the stream benches, each a process of its own, on the ports that the opponents' programs name."""
import contextlib, gzip, json, os, pathlib, pwd, shutil, socket, subprocess, time

import places
from measure import Missing

KAFKA, STORE, POSTGRES = 19292, 19900, 19432
BROKERS = "127.0.0.1:%d" % KAFKA
BUCKET, KEY, SECRET = "lake", "x", "y"
FOLDER = places.HOME / "run" / "streams"


def classpath():
    return "%s:%s" % (places.ROOT / "target" / "classes", (places.ROOT / "target" / "classpath").read_text().strip())


def java(*arguments, memory="512m"):
    return ["java", "-Xmx" + memory, "-Djava.net.preferIPv4Stack=true", "-cp", "%s:%s" % (FOLDER / "classes", classpath()), *map(str, arguments)]


def compiled(*programs):
    """Programs are compiled before anybody counts."""
    made = FOLDER / "classes"
    subprocess.run(["javac", "-nowarn", "-d", str(made), "-cp", classpath(), *map(str, programs)], check=True)


def answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@contextlib.contextmanager
def process(name, command, port):
    """Runs until the block ends; begins it when the port answers."""
    if answers(port):
        raise Missing("port %d is taken, which %s needs" % (port, name))
    with open(places.log("streams-" + name), "w") as out:
        started = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        try:
            while not answers(port):
                if started.poll() is not None:
                    raise Missing("%s has ended; see %s" % (name, out.name))
                time.sleep(0.1)
            yield started
        finally:
            stop(started)


def stop(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def postgres():
    """A cluster of its own with the databases app and cat; nobody asks for a password on loopback."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
    binaries = str(found[-1]) if found else os.path.dirname(shutil.which("initdb") or "")
    if not binaries:
        raise Missing("no PostgreSQL server; install Debian's postgresql")
    data = FOLDER / "postgres"
    data.parent.mkdir(parents=True, exist_ok=True)
    owner = {}
    if os.getuid() == 0:
        user = pwd.getpwnam("postgres")
        owner = {"user": user.pw_uid, "group": user.pw_gid}
        data.mkdir()
        os.chown(data, user.pw_uid, user.pw_gid)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT, "check": True, "cwd": "/", **owner}
    subprocess.run([binaries + "/initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"], **quiet)
    options = "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=" % POSTGRES
    subprocess.run([binaries + "/pg_ctl", "-D", str(data), "-l", str(data / "log"), "-o", options, "-w", "start"], **quiet)
    try:
        for database in ("app", "cat", "caravan"):
            psql("postgres", "create database " + database)
        psql("app", "create table users as select i::bigint as id, 'user'||i||'@example.com' as email, (array['smb','mid','ent'])[1+i%3] as segment, "
             "(array['free','pro','team','max'])[1+(i*7)%4] as plan from generate_series(1,10000) i", "alter table users add primary key (id)", "analyze users")
        yield
    finally:
        subprocess.run([binaries + "/pg_ctl", "-D", str(data), "-m", "immediate", "stop"], **quiet)


def psql(database, *statements):
    for statement in statements:
        subprocess.run(["psql", "-qAtX", "-h", "127.0.0.1", "-p", str(POSTGRES), "-U", "postgres", "-d", database, "-v", "ON_ERROR_STOP=1", "-c", statement], check=True)


@contextlib.contextmanager
def all_of_them():
    shutil.rmtree(FOLDER, ignore_errors=True)
    bench = places.ROOT / "bench"
    compiled(bench / "Store.java", bench / "Broker.java")
    with postgres(), process("store", java("Store", FOLDER / "s3", STORE, BUCKET, KEY, SECRET), STORE), \
            process("broker", java("Broker", FOLDER / "kafka", KAFKA, memory="1g"), KAFKA):
        yield


# The program with these services; name its own routes and suites beside it.
SETTINGS = {"caravan.kafka.brokers": BROKERS, "caravan.server": "http://127.0.0.1:19180", "caravan.webhooks": "http://127.0.0.1:19181",
            "caravan.source.app.uri": "jdbc:postgresql://127.0.0.1:%d/app" % POSTGRES, "caravan.source.app.user": "postgres",
            "caravan.lake.catalog.uri": "jdbc:postgresql://127.0.0.1:%d/caravan" % POSTGRES, "caravan.lake.catalog.user": "postgres",
            "caravan.ledger.uri": "jdbc:postgresql://127.0.0.1:%d/caravan" % POSTGRES, "caravan.ledger.user": "postgres",
            "caravan.lake.warehouse": "s3://%s/own" % BUCKET, "caravan.s3.endpoint": "http://127.0.0.1:%d" % STORE,
            "caravan.s3.access-key": KEY, "caravan.s3.secret-key": SECRET}


def table(database, name, who=None):
    """What the newest snapshot of a table says of itself, as any reader of catalog and store finds it; None when there is none."""
    import psycopg2

    connection = _connections.get((database, who))
    if connection is None:
        connection = _connections[database, who] = psycopg2.connect(host="127.0.0.1", port=POSTGRES, user="postgres", dbname=database)
        connection.autocommit = True
    cursor = connection.cursor()
    try:
        cursor.execute("select metadata_location from iceberg_tables where table_namespace = %s and table_name = %s", name.split("."))
        found = cursor.fetchone()
    except psycopg2.errors.UndefinedTable:
        return None
    if not found:
        return None
    with contextlib.suppress(FileNotFoundError):
        told = (FOLDER / "s3" / found[0].removeprefix("s3://")).read_bytes()
        told = json.loads(gzip.decompress(told) if told.startswith(b"\x1f\x8b") else told)
        current = [s for s in told["snapshots"] if s["snapshot-id"] == told.get("current-snapshot-id")]
        return current[0]["summary"] if current else None
    return None


_connections = {}
