package io.caravan.position;

/**
 * A position that was, or would be, moved.
 *
 * @param source which
 * @param from where it stood; empty for a source that was never read
 * @param to where it stands now; empty for before everything
 */
public record Move(String source, String from, String to) {
  @Override
  public String toString() {
    return "%s from %s to %s"
        .formatted(source, from.isEmpty() ? "nothing" : from, to.isEmpty() ? "the start" : to);
  }
}
