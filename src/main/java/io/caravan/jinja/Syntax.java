package io.caravan.jinja;

import java.util.Set;

/**
 * How templates are read.
 *
 * @param trimBlocks the first newline after a block tag is removed
 * @param lstripBlocks white space before a block tag at the start of a line is removed
 * @param keepTrailingNewline the last newline of a template is kept
 * @param macroPrefix what the names of macros begin with in the template itself; dbt hides them
 *     behind {@code dbt_macro__}, so that a call finds the macro of the project
 * @param extensions what the grammar has beyond Jinja's core
 */
public record Syntax(
    boolean trimBlocks,
    boolean lstripBlocks,
    boolean keepTrailingNewline,
    String macroPrefix,
    Set<Extension> extensions) {
  public static final Syntax PLAIN = new Syntax(false, false, false, "", Set.of());
  public static final Syntax DBT =
      new Syntax(false, false, false, "dbt_macro__", Set.of(Extension.values()));

  public Syntax withExtensions(Extension... others) {
    return new Syntax(trimBlocks, lstripBlocks, keepTrailingNewline, macroPrefix, Set.of(others));
  }

  public Syntax trimming(boolean trim, boolean lstrip, boolean keep) {
    return new Syntax(trim, lstrip, keep, macroPrefix, extensions);
  }
}
