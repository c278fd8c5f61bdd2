#!/usr/bin/env python3
"""Measures Caravan beside its opponents: bench.py bronze|models|suite|compile|edits|stream-bronze|stream-topic|webhooks|freshness [--rows N] [--times N]. Models also [--set KEY=VALUE] [--without NAME]. See README.md here."""
import argparse, sys

import bronze, compiling, edits, freshness, measure, models, places, streams, suite, webhooks
from measure import Missing

BENCHES = {"bronze": bronze.bench, "models": models.bench, "suite": suite.bench, "compile": compiling.bench, "edits": edits.bench,
           "stream-bronze": streams.to_bronze, "stream-topic": streams.to_topic, "webhooks": webhooks.bench, "freshness": freshness.bench}

if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("bench", choices=BENCHES)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--times", type=int, help="repetitions (default 3), or edits (default 200)")
    arguments.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of the program, for models")
    arguments.add_argument("--without", action="append", default=[], metavar="NAME", help="an opponent to leave out, for models")
    asked = arguments.parse_args()
    if asked.bench != "models" and (asked.set or asked.without):
        arguments.error("--set and --without are for models")
    more = [dict(each.split("=", 1) for each in asked.set), asked.without] if asked.bench == "models" else []
    try:
        # What a first command builds is nobody's cost.
        measure.run([str(places.ROOT / "caravan"), "--help"], places.log("build"))
        BENCHES[asked.bench](asked.rows, asked.times or (200 if asked.bench == "edits" else 3), *more)
    except Missing as missing:
        sys.exit("Cannot run '%s': %s" % (asked.bench, missing))
