package io.caravan.testing;

import io.caravan.record.Place;
import java.time.Duration;
import java.util.Set;

/**
 * One case of a test file.
 *
 * @param name what it shows, in words
 * @param place where it stands
 * @param routes those that run
 * @param within longest time until everything given has gone its way
 */
public record TestCase(
    String name, Place place, Set<String> routes, Given given, Expected expected, Duration within) {
  public TestCase {
    routes = Set.copyOf(routes);
  }
}
