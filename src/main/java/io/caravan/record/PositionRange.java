package io.caravan.record;

/**
 * What a batch covers: the parts it reads, from where (exclusive of what was read before) until
 * where.
 *
 * @param from where the covered parts stood when the batch began; a part missing here had never
 *     been read
 * @param until where they stand once the batch is committed; names every covered part
 */
public record PositionRange(Position from, Position until) {
  public PositionRange {
    if (!until.parts().keySet().containsAll(from.parts().keySet())) {
      throw new IllegalArgumentException(
          "Cannot cover from %s until %s: every part that is left must be reached."
              .formatted(from, until));
    }
  }
}
