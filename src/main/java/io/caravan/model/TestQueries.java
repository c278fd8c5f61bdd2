package io.caravan.model;

import java.util.Optional;

/** How a test is asked. */
interface TestQueries {
  /** A quick way to its count of failures; empty when its rows must be looked at. */
  Optional<FastCheck> fast(Node test);

  /** What it asks of each row, also where its rows are looked at; empty when it is not of rows. */
  Optional<FastCheck> known(Node test);

  /** The query whose rows are the failures. */
  String rows(Node test);
}
