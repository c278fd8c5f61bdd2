package io.caravan.testing;

import io.caravan.model.Yaml;
import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is there before the routes begin, and what comes then.
 *
 * @param databases tables of source databases, by the source's name and the table's
 * @param tables tables of the lake
 * @param topics records, by topic
 * @param deliveries of webhooks, by route
 */
public record Given(
    Map<String, Map<String, Rows>> databases,
    Map<DatasetName, Rows> tables,
    Map<String, List<Sent>> topics,
    Map<String, List<Delivery>> deliveries) {
  static final Given NOTHING = new Given(Map.of(), Map.of(), Map.of(), Map.of());

  /**
   * Rows of one table.
   *
   * @param types of columns, as the database or the SQL engine spells them; others are told from
   *     the values
   */
  public record Rows(Map<String, String> types, List<Yaml.Mapping> rows, Place place) {}

  /**
   * One record.
   *
   * @param key null for none
   * @param value text as it is, anything else as JSON; null for none
   */
  public record Sent(String key, Map<String, String> headers, Yaml value) {}

  /**
   * One delivery.
   *
   * @param id null for one of its own
   * @param signature whether it is signed right, wrong or not at all
   * @param answer the status that it must be answered with
   */
  public record Delivery(
      String id,
      Map<String, String> headers,
      Yaml body,
      Signature signature,
      int answer,
      Place place) {}

  /** How a delivery is signed. */
  public enum Signature {
    RIGHT,
    WRONG,
    NONE
  }

  /** Both; where both say something of one table, topic or route, the other one's word counts. */
  Given with(Given other) {
    Map<String, Map<String, Rows>> both = new LinkedHashMap<>(databases);
    other.databases.forEach(
        (source, rows) -> both.merge(source, rows, (mine, its) -> joined(mine, its)));
    return new Given(
        both,
        joined(tables, other.tables),
        joined(topics, other.topics),
        joined(deliveries, other.deliveries));
  }

  private static <K, V> Map<K, V> joined(Map<K, V> first, Map<K, V> second) {
    Map<K, V> both = new LinkedHashMap<>(first);
    both.putAll(second);
    return both;
  }
}
