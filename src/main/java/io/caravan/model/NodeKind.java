package io.caravan.model;

import java.util.Locale;

/** What a node of a project is. */
public enum NodeKind {
  MODEL,
  SEED,
  TEST,
  ANALYSIS;

  /** As dbt writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
