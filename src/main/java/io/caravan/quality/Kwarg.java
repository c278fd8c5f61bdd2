package io.caravan.quality;

/**
 * An argument that an expectation takes.
 *
 * @param name as Great Expectations spells it
 * @param required false when it may be left out
 * @param doc what it means, for the reference
 */
record Kwarg(String name, boolean required, String doc) {
  static Kwarg required(String name, String doc) {
    return new Kwarg(name, true, doc);
  }

  static Kwarg optional(String name, String doc) {
    return new Kwarg(name, false, doc);
  }
}
