package io.caravan.lake;

/** Packs small files and files with many deleted rows of one partition into few. */
final class Repacking {
  record Outcome(int read, int written) {}

  Repacking(TableAccess access) {
  }

  Outcome run(Repacker repacker) {
    return new Outcome(0, 0);
  }
}
