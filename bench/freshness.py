"""500 events and 500 deliveries a second for a minute: how long after an event was sent, or a delivery accepted, is its row in the newest version of
bronze and silver that anybody can read? A reader of its own asks the catalog every 20 ms."""
import json, os, subprocess, sys, threading, time

import measure, places, services, streams, webhooks
from services import BROKERS, java, process

RATE, SECONDS = 500, 60
SILVER = """- route:
    id: silver.events
    description: Enriched events as a table, one row for each event_id.
    from:
      uri: kamelet:kafka-records-source
      parameters: { topic: enriched }
      steps:
        - to: { uri: kamelet:table-sink, parameters: { table: silver.events, key: event_id } }
"""
SOURCES = """version: 2
sources:
  - name: silver
    tables:
      - name: events
        columns:
          - { name: event_id, data_type: varchar }
          - { name: user_id, data_type: bigint }
          - { name: event_type, data_type: varchar }
          - { name: amount, data_type: double }
          - { name: email, data_type: varchar, meta: { caravan: { from: user.email } } }
"""
# Table -> the topic that it is read from; events reach silver over a second topic, which keeps their times.
TABLES = {"bronze.events": "events", "silver.events": "enriched", "bronze.hooks": None}


class Reader(threading.Thread):
    """Notes when each version of a table is there, and how far into the topic it reaches."""

    def __init__(self, table):
        super().__init__(daemon=True)
        self.table, self.seen, self.topic, self.going = table, [], TABLES[table], True

    def run(self):
        known = None
        while self.going:
            summary = services.table("caravan", self.table, self)
            now = time.time()
            reached = {key.removeprefix("caravan.position.kafka:"): json.loads(value)["next"]
                       for key, value in (summary or {}).items() if key.startswith("caravan.position.kafka:")}
            if reached and reached != known:
                known = reached
                self.seen.append((now, reached))
                self.topic = next(iter(reached)).rsplit("/", 1)[0]
            time.sleep(0.02)

    def latencies(self, times):
        """Seconds from each record's own time to the first version that holds it; times: (partition, offset) -> seconds."""
        places_ = {}
        for (partition, offset), sent in times.items():
            places_.setdefault(partition, []).append((offset, sent))
        found, missing = [], 0
        for partition, records in places_.items():
            versions = [(now, reached.get("%s/%d" % (self.topic, partition), 0)) for now, reached in self.seen]
            at = 0
            for offset, sent in sorted(records):
                while at < len(versions) and versions[at][1] <= offset:
                    at += 1
                if at == len(versions):
                    missing += 1
                else:
                    found.append(versions[at][0] - sent)
        return sorted(found), missing


def times(topic):
    """When each record of a topic was sent."""
    from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition

    consumer = Consumer({"bootstrap.servers": BROKERS, "group.id": "audit", "enable.partition.eof": True, "isolation.level": "read_committed"})
    partitions = list(consumer.list_topics(topic, timeout=10).topics[topic].partitions)
    consumer.assign([TopicPartition(topic, each, OFFSET_BEGINNING) for each in partitions])
    ended, found = 0, {}
    while ended < len(partitions):
        for message in consumer.consume(5000, 5):
            if message.error():
                ended += 1
            else:
                found[message.partition(), message.offset()] = message.timestamp()[1] / 1000
    consumer.close()
    return found


def bench(_, __):
    try:
        import confluent_kafka, psycopg2
    except ImportError:
        os.execv(places.python("tools"), [places.python("tools"), *sys.argv])
    load = webhooks.body()
    with services.all_of_them():
        services.compiled(streams.reference("Gen"), places.ROOT / "bench" / "Hammer.java")
        topics = streams.Topics()
        topics.make("events", "enriched")
        bronze = streams.BRONZE % {"topic": "events", "out": "events"}
        product = places.Product("freshness", {**services.SETTINGS, "hooks.secret": webhooks.SECRET}, {
            "bronze/events.camel.yaml": bronze, "silver/events.camel.yaml": SILVER, "bronze/hooks.camel.yaml": webhooks.ROUTE,
            "enriched.camel.yaml": streams.ENRICHED % {"topic": "events", "out": "enriched"}})
        product.write("expectations/events.json", json.dumps(streams.SUITE))
        product.write("dbt_project.yml", "name: freshness\nversion: '1'\nmodel-paths: [models]\n")
        product.write("models/sources.yml", SOURCES)
        with process("caravan", [str(places.ROOT / "caravan"), "run", "--project", str(product.folder)], webhooks.WEBHOOKS) as caravan:
            # Half a minute for the compilers; then it counts.
            subprocess.run(java("Gen", BROKERS, "events", RATE * 30, RATE), check=True, capture_output=True)
            webhooks.hammer(webhooks.WEBHOOKS, load, 16, 10, RATE)
            began = time.time()
            readers = [Reader(table) for table in TABLES]
            for reader in readers:
                reader.start()
            sender = subprocess.Popen(java("Gen", BROKERS, "events", RATE * SECONDS, RATE), stdout=subprocess.DEVNULL)
            deliveries = webhooks.hammer(webhooks.WEBHOOKS, load, 16, SECONDS, RATE)
            sender.wait()
            time.sleep(8)
            for reader in readers:
                reader.going = False
                reader.join()
            rss = round(measure.of(caravan.pid).rss)
        figures = {}
        for reader in readers:
            sent = {place: at for place, at in times(reader.topic).items() if at >= began}
            found, missing = reader.latencies(sent)
            figures[reader.table] = {"rows": len(found), "missing": missing, "p50_s": at(found, 0.5), "p99_s": at(found, 0.99), "worst_s": at(found, 1)}
        goals = {"bronze.events": 2, "bronze.hooks": 2, "silver.events": 5}
        print("\n%-16s %8s %8s %8s %8s" % ("visible after", "rows", "p50 s", "p99 s", "worst s"))
        for table, f in figures.items():
            verdict = "reached" if f["p99_s"] <= goals[table] and not f["missing"] else "MISSED"
            print("%-16s %8d %8.2f %8.2f %8.2f  p99 <= %d s %s" % (table, f["rows"], f["p50_s"], f["p99_s"], f["worst_s"], goals[table], verdict))
        print(json.dumps({"bench": "freshness", "load1": round(os.getloadavg()[0], 1), "figures": figures, "deliveries": deliveries, "rss_mib": rss}))


def at(ordered, share):
    return round(ordered[int(share * (len(ordered) - 1))], 3) if ordered else float("inf")
