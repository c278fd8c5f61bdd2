package io.caravan.model;

import java.util.Locale;

/** What a node of a project is. */
public enum NodeKind {
  MODEL,
  SEED,
  SNAPSHOT,
  TEST,
  UNIT_TEST,
  ANALYSIS,
  EXPOSURE,
  OPERATION;

  /** True when a {@code ref} can mean it. */
  boolean isReferable() {
    return this == MODEL || this == SEED || this == SNAPSHOT;
  }

  /** True when it judges another node. */
  boolean isTest() {
    return this == TEST || this == UNIT_TEST;
  }

  /** As dbt writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
