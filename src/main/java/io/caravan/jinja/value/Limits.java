package io.caravan.jinja.value;

import java.time.Duration;

/**
 * What one rendering may use.
 *
 * @param time wall time, without the time that host functions take
 * @param text characters of one string, the output included
 * @param cells characters and list slots made in all
 * @param depth macro calls, includes and recursive loops inside one another
 * @param range elements of one {@code range()}
 */
public record Limits(Duration time, int text, long cells, int depth, int range) {
  public static final Limits STANDARD =
      new Limits(Duration.ofSeconds(5), 16_000_000, 100_000_000, 200, 100_000);

  public Limits withTime(Duration other) {
    return new Limits(other, text, cells, depth, range);
  }

  public Limits withText(int other) {
    return new Limits(time, other, cells, depth, range);
  }

  public Limits withCells(long other) {
    return new Limits(time, text, other, depth, range);
  }
}
