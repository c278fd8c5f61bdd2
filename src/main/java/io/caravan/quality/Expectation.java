package io.caravan.quality;

import io.caravan.record.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One expectation of a suite, as its file has it, understood. */
public final class Expectation {
  private final String type;
  private final Map<String, Object> kwargs;
  private final Map<String, Object> meta;
  private final Optional<String> id;
  private final Optional<OnFailure> written;
  private final Place place;
  private final Optional<Condition> domain;
  private final Rule rule;

  Expectation(
      String type,
      Map<String, Object> kwargs,
      Map<String, Object> meta,
      Optional<String> id,
      Optional<OnFailure> written,
      Place place,
      Optional<Condition> domain,
      Rule rule) {
    this.type = type;
    this.kwargs = kwargs;
    this.meta = meta;
    this.id = id;
    this.written = written;
    this.place = place;
    this.domain = domain;
    this.rule = rule;
  }

  /** For example {@code expect_column_values_to_not_be_null}. */
  public String type() {
    return type;
  }

  /** As the file has them. */
  public Map<String, Object> kwargs() {
    return kwargs;
  }

  public Map<String, Object> meta() {
    return meta;
  }

  /** Where the suite comes from a GX server, its id there. */
  public Optional<String> id() {
    return id;
  }

  /** What happens when a table does not meet it. */
  public OnFailure onFailure() {
    return written.orElse(OnFailure.BLOCK);
  }

  /** What the suite says that happens; empty when it says nothing. */
  Optional<OnFailure> written() {
    return written;
  }

  public Place place() {
    return place;
  }

  Optional<Condition> domain() {
    return domain;
  }

  Rule rule() {
    return rule;
  }

  /** The columns that show what is wrong with a row. */
  List<String> shown() {
    if (kwargs.get("column") instanceof String column) {
      return List.of(column);
    } else if (kwargs.get("column_list") instanceof List<?> columns) {
      return columns.stream().map(Object::toString).toList();
    } else if (kwargs.get("column_A") != null) {
      return List.of(kwargs.get("column_A").toString(), kwargs.get("column_B").toString());
    }
    return List.of();
  }

  /** The type and what it is about, for messages: {@code expect_column_values_to_be_unique(id)}. */
  @Override
  public String toString() {
    List<String> about = shown();
    return about.isEmpty() ? type : type + "(" + String.join(", ", about) + ")";
  }
}
