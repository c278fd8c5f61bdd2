package io.caravan.jinja;

import io.caravan.record.Place;
import java.util.List;

/**
 * A macro, test, materialization, snapshot or docs block as it stands in a template.
 *
 * @param kind which block it is
 * @param name as written
 * @param macroName the name by which dbt calls it: {@code materialization_<name>_<adapter>}, {@code
 *     test_<name>}, or the name itself
 * @param adapter of a materialization, {@code default} if none is named; empty for the others
 * @param parameters the names of its parameters
 * @param source the whole block with its tags
 * @param contents what is between its tags
 */
public record MacroDefinition(
    Kind kind,
    String name,
    String macroName,
    String adapter,
    List<String> parameters,
    String source,
    String contents,
    Place place) {
  /** Which block it is. */
  public enum Kind {
    MACRO("macro"),
    TEST("test"),
    MATERIALIZATION("materialization"),
    SNAPSHOT("snapshot"),
    DOCS("docs");

    private final String tag;

    Kind(String tag) {
      this.tag = tag;
    }

    /** The word that begins the block. */
    public String tag() {
      return tag;
    }
  }
}
