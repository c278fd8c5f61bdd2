package io.caravan.quality;

import io.caravan.record.Place;
import java.util.List;
import java.util.Map;

/**
 * A Great Expectations suite, in either of its spellings.
 *
 * @param name as runs and routes call it
 * @param place its file
 * @param expectations in the order of the file
 * @param meta as the file has it
 * @param parameters values of what its expectations leave open
 */
public record Suite(
    String name,
    Place place,
    List<Expectation> expectations,
    Map<String, Object> meta,
    Map<String, Object> parameters) {
  public Suite {
    expectations = List.copyOf(expectations);
  }

  /**
   * Reads a suite.
   *
   * @param file path for places, relative to the project
   * @throws io.caravan.record.ProjectException with every mistake in the file
   */
  public static Suite read(String file, String json) {
    return read(file, json, Map.of());
  }

  /**
   * Reads a suite that leaves values open.
   *
   * @param parameters values by name; they go before those that the file itself gives
   * @throws io.caravan.record.ProjectException with every mistake in the file
   */
  public static Suite read(String file, String json, Map<String, Object> parameters) {
    return new SuiteReader(file, parameters).read(json);
  }

  /** Only those expectations that take the single rows out that break them. */
  public Suite quarantine() {
    List<Expectation> ofRows =
        expectations.stream()
            .filter(e -> e.onFailure() == OnFailure.QUARANTINE && e.rule().namesRows())
            .toList();
    return new Suite(name, place, ofRows, meta, parameters);
  }
}
