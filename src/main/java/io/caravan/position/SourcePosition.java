package io.caravan.position;

/**
 * Where a dataset stands in one of its sources.
 *
 * @param source {@code kafka:events/0}, {@code jdbc:app/public.users}
 * @param at everything before is in the dataset: an offset, or a watermark; empty for nothing
 * @param first what the source's first record is at; null when it could not be asked
 * @param end what follows its last record; null when it could not be asked
 * @param in records handled so far; null for sources that do not count
 * @param dead those of them that are dead letters; null for sources that do not count
 */
public record SourcePosition(String source, String at, Long first, Long end, Long in, Long dead) {
  /** Records that wait; null when the source could not be asked. */
  public Long lag() {
    return end == null ? null : Math.max(0, end - Long.parseLong(at));
  }
}
