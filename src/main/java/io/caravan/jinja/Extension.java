package io.caravan.jinja;

/** Parts of the grammar that are not in Jinja's core. */
public enum Extension {
  /** The statement {@code do}. */
  DO,
  /** The statements {@code break} and {@code continue}. */
  LOOP_CONTROLS,
  /**
   * The blocks {@code materialization}, {@code test}, {@code snapshot} and {@code docs}, and types
   * of macro parameters.
   */
  DBT
}
