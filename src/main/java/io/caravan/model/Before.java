package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.util.Optional;
import java.util.Set;

/** What a project was before: what {@code state:} and its like compare with. */
interface Before {
  /** Nothing to compare with. */
  Before NOTHING =
      new Before() {
        @Override
        public boolean knows(String id) {
          throw missing("state", "Compare with a manifest: --state DIR.");
        }

        @Override
        public Optional<Marks> marks(String id) {
          throw missing("state", "Compare with a manifest: --state DIR.");
        }

        @Override
        public Set<String> withResult(String status) {
          throw missing("result", "Compare with a run: --state DIR.");
        }

        @Override
        public Set<String> fresher() {
          throw missing("source_status", "Compare with sources.json: --state DIR.");
        }
      };

  /** Whether it is kept what nodes like this were. */
  boolean knows(String id);

  /** What a node or source was; empty when it was not there. */
  Optional<Marks> marks(String id);

  /** Ids of the nodes whose last run ended like this. */
  Set<String> withResult(String status);

  /** Ids of the sources that have newer rows now. */
  Set<String> fresher();

  static ProjectException missing(String method, String remedy) {
    return new ProjectException(
        Place.file("select"),
        "Cannot select by '" + method + ":': there is nothing to compare with.",
        remedy);
  }
}
