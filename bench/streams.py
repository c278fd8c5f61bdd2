"""A million events of 278 bytes (1 % cut off, 1 % wrong, 10,000 users, 4 partitions): from their topic to bronze, and enriched and checked to
another topic in transactions, beside the plain clients that are the limit and whoever else is there."""
import json, os, statistics, subprocess, sys, time

import measure, places, services
from measure import Contest, Cost, Missing
from services import BROKERS, java

CAST = places.PEERS.parent / "stream"
ENRICHED = """- route:
    id: %(out)s
    description: Events with what is known of their users; the wrong ones are dead letters.
    from:
      uri: kamelet:kafka-records-source
      parameters: { topic: %(topic)s }
      steps:
        - to: { uri: kamelet:expectations-action, parameters: { suite: events } }
        - to:
            uri: kamelet:enrich-action
            parameters: { dataSource: app, table: users, key: id, by: user_id, select: "email, segment, plan", as: user, enrichedAt: _enriched_at, misses: dead }
        - to: { uri: kamelet:topic-sink, parameters: { topic: %(out)s } }
"""
BRONZE = """- route:
    id: bronze.%(out)s
    description: Every event, exactly as the topic has it.
    from:
      uri: kamelet:kafka-records-source
      parameters: { topic: %(topic)s, consumers: %(readers)d }
      steps:
        - to: { uri: kamelet:bronze-sink, parameters: { table: %(out)s } }
"""
SUITE = {"name": "events", "expectations": [
    {"type": "expect_column_values_to_not_be_null", "kwargs": {"column": "user_id"}},
    {"type": "expect_column_values_to_be_in_set", "kwargs": {"column": "event_type", "value_set": ["page_view", "click", "purchase", "signup", "logout"]}},
    {"type": "expect_column_values_to_be_between", "kwargs": {"column": "amount", "min_value": 0}}]}


class Topics:
    """What topics hold."""

    def __init__(self):
        from confluent_kafka import Consumer
        from confluent_kafka.admin import AdminClient

        self.admin = AdminClient({"bootstrap.servers": BROKERS})
        self.consumer = Consumer({"bootstrap.servers": BROKERS, "group.id": "bench"})

    def make(self, *names, partitions=4):
        from confluent_kafka.admin import NewTopic

        for future in self.admin.create_topics([NewTopic(name, num_partitions=partitions, replication_factor=1) for name in names]).values():
            future.result()

    def ends(self, *names):
        """How far they reach, the marks of transactions included."""
        from confluent_kafka import KafkaException, TopicPartition

        known = self.admin.list_topics(timeout=10).topics
        try:
            return sum(self.consumer.get_watermark_offsets(TopicPartition(name, each), timeout=10)[1]
                       for name in names if name in known for each in known[name].partitions)
        except KafkaException:  # A partition that was made this moment has no leader yet.
            time.sleep(0.2)
            return self.ends(*names)

    def read(self, name):
        """Every committed record's value."""
        from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

        consumer = Consumer({"bootstrap.servers": BROKERS, "group.id": "audit", "enable.partition.eof": True, "isolation.level": "read_committed",
                             "fetch.message.max.bytes": 4 << 20})
        partitions = list(self.admin.list_topics(name, timeout=10).topics[name].partitions)
        consumer.assign([TopicPartition(name, each, OFFSET_BEGINNING) for each in partitions])
        ended = 0
        while ended < len(partitions):
            for message in consumer.consume(5000, 5):
                if message.error():
                    ended += 1
                else:
                    yield message.value()
        consumer.close()


def until(process, count, enough):
    """Waits until `count` has not grown for three seconds after `enough`; gives when it first and last grew, and the process's cost then."""
    began, last, first, grew, cost = time.monotonic(), 0, None, 0, None
    while True:
        time.sleep(0.05)
        if process.poll() is not None:
            raise RuntimeError("it has ended with exit code %d" % process.returncode)
        now = time.monotonic() - began
        if now > 900:
            raise RuntimeError("after 15 minutes only %d of %d are there" % (last, enough))
        reached = count()
        if reached > last:
            last, grew, cost = reached, now, measure.of(process.pid)
            first = first or now
        elif last >= enough and now - grew > 3:
            return first, grew, cost


def measured(name, command, count, enough, cwd=None):
    log = places.log("streams-" + name.replace(" ", "-"))
    with open(log, "w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=cwd)
        try:
            first, wall, cost = until(process, count, enough)
        except RuntimeError as e:
            raise RuntimeError("%s: %s; see %s" % (name, e, log))
        finally:
            services.stop(process)
    result = Cost(cost.cpu, wall, cost.rss, [])
    result.first = first
    return result


def reference(name):
    program = CAST / "java" / (name + ".java")
    if not program.exists():
        raise Missing("no %s; set PEERS to the folder that holds stream/" % program)
    return program


class Enrich:
    def __init__(self, rows, topics):
        self.rows, self.topics, self.turn = rows, topics, 0

    def contest(self):
        return Contest("enrich and check %d events into a topic, exactly once" % self.rows, "plain client, transactions", {"caravan": 1.25})

    def contestants(self):
        self.turn += 1
        found = {"plain client, transactions": lambda: self.loop("tree", "eos"), "plain client, at least once": lambda: self.loop("tree", "alo"),
                 "caravan": self.own}
        if self.turn == 1:
            found["the seed's Python"] = self.python
        return found

    def loop(self, parse, mode):
        out, dead, group = self.names("loop-" + mode)
        return self.judged("loop " + mode, java("RefLoop", BROKERS, "events", out, dead, group, mode, parse), out, dead)

    def python(self):
        out, dead, group = self.names("python")
        return self.judged("python", [places.python("seed"), str(CAST / "py" / "py-seed.py"), BROKERS, "events", out, dead, group], out, dead)

    def own(self):
        out, _, _ = self.names("own")
        product = places.Product("enrich", services.SETTINGS, {out + ".camel.yaml": ENRICHED % {"topic": "events", "out": out}})
        product.write("expectations/events.json", json.dumps(SUITE))
        return self.judged("caravan", [str(places.ROOT / "caravan"), "run", "--project", str(product.folder)], out, "events-dlq")

    def names(self, who):
        tag = "%s-%d" % (who, self.turn)
        out, dead = "out-" + tag, "dead-" + tag
        self.topics.make(out, dead)
        return out, dead, "group-" + tag

    def judged(self, name, command, out, dead):
        """Its cost, when every event is where it must be and in one place only (for who promises that)."""
        before = self.topics.ends(dead)
        skipped = sum(1 for _ in self.topics.read(dead)) if before else 0
        cost = measured(name, command, lambda: self.topics.ends(out, dead) - before, self.rows)
        good, ids = 0, set()
        for value in self.topics.read(out):
            good += 1
            ids.add(value[value.index(b'"e0') + 2:][:8])
            if good % 1009 == 0:
                event = json.loads(value)
                assert event["user"]["email"] == "user%d@example.com" % event["user_id"] and "_enriched_at" in event, event
        buried = sum(1 for _ in self.topics.read(dead)) - skipped
        if (good, len(ids), buried) != (self.rows * 98 // 100, self.rows * 98 // 100, self.rows // 50):
            raise RuntimeError("%s: %d events out, %d different, %d dead" % (name, good, len(ids), buried))
        told(name, cost, self.rows)
        return cost


class Bronze:
    def __init__(self, rows, topics):
        self.rows, self.topics, self.turn = rows, topics, 0

    def contest(self):
        return Contest("%d events into bronze" % self.rows, "plain client, raw", {"caravan": 1.25})

    def contestants(self):
        self.turn += 1
        return {"plain client, raw": lambda: self.plain("raw"), "plain client, typed": lambda: self.plain("typed"), "caravan": self.own,
                "caravan, two readers": lambda: self.own(2), "Kafka Connect": self.connect}

    def plain(self, mode):
        name = "bronze.%s_%d" % (mode, self.turn)
        self.topics.make("dead-%s-%d" % (mode, self.turn))
        command = java("RefIce", BROKERS, "events", name, mode, 5000, "dead-%s-%d" % (mode, self.turn), memory="1g")
        # It keeps what is not JSON away from the table.
        return self.judged("ice " + mode, command, "cat", name, self.rows * 99 // 100)

    def connect(self):
        """The Iceberg sink of Kafka Connect as its peers' configuration has it: typed columns, what is not JSON to a topic."""
        jars, name = places.HOME / "connect", "events_connect_%d" % self.turn
        if not jars.exists():
            raise Missing("no %s; see bench/connect/pom.xml" % jars)
        folder = services.FOLDER / name
        folder.mkdir()
        worker = (CAST / "connect" / "worker.properties").read_text().replace("work/", str(folder) + "/")
        sink = (CAST / "connect" / "iceberg.properties").read_text()
        for old, new in (("name=ice", "name=" + name), ("bronze.events", "bronze." + name), ("control-iceberg", "control-" + name), ("events-dlq-ice", "dead-" + name)):
            if old not in sink:
                raise Missing("no '%s' in the configuration of the sink" % old)
            sink = sink.replace(old, new)
        (folder / "plugins").mkdir()
        (folder / "worker.properties").write_text(worker)
        (folder / "sink.properties").write_text(sink)
        self.topics.make("control-" + name, partitions=1)
        self.topics.make("dead-" + name)
        command = ["java", "-Xmx1g", "-cp", str(jars / "*"), "org.apache.kafka.connect.cli.ConnectStandalone",
                   str(folder / "worker.properties"), str(folder / "sink.properties")]
        return self.judged("connect", command, "cat", "bronze." + name, self.rows * 99 // 100)

    def own(self, readers=1):
        table = "events_%d_by_%d" % (self.turn, readers)
        product = places.Product("stream-bronze", services.SETTINGS, {"bronze/%s.camel.yaml" % table: BRONZE % {"topic": "events", "out": table, "readers": readers}})
        return self.judged("caravan bronze", [str(places.ROOT / "caravan"), "run", "--project", str(product.folder)], "caravan", "bronze." + table, self.rows)

    def judged(self, name, command, catalog, table, rows):
        def count():
            summary = services.table(catalog, table)
            return int(summary["total-records"]) if summary else 0

        cost = measured(name, command, count, rows)
        if count() != rows:
            raise RuntimeError("%s: %d rows instead of %d" % (name, count(), rows))
        told(name, cost, self.rows)
        return cost


def told(name, cost, rows):
    print("  %-28s first after %.1f s, %d a second of all its time, %d of the time after the first" % (
        name, cost.first, rows / cost.wall, rows / max(0.1, cost.wall - cost.first)), flush=True)


def to_bronze(rows, times):
    bench(Bronze, rows, times)


def to_topic(rows, times):
    bench(Enrich, rows, times)


def bench(kind, rows, times):
    try:
        import confluent_kafka, psycopg2
    except ImportError:
        os.execv(places.python("tools"), [places.python("tools"), *sys.argv])
    with services.all_of_them():
        services.compiled(*map(reference, ("Gen", "RefLoop", "RefIce")))
        topics = Topics()
        topics.make("events")
        topics.make("events-dlq")
        subprocess.run(java("Gen", BROKERS, "events", rows, 0), check=True)
        each = kind(rows, topics)
        contest = each.contest()
        for _ in range(times):
            contest.round(each.contestants())
        contest.report()
        rates(contest, rows)


def rates(contest, rows):
    for name, costs in contest.costs.items():
        print("%-30s %8.0f events/s, first seen after %.1f s" % (name, rows / statistics.median(c.wall for c in costs), statistics.median(c.first for c in costs)))
