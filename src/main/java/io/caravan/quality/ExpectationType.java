package io.caravan.quality;

import java.util.List;

/**
 * One kind of expectation: everything there is to say about it, in one place.
 *
 * @param name as Great Expectations spells it
 * @param doc one sentence, for the reference
 * @param kwargs what it takes besides {@code row_condition} and what all take
 * @param filtered whether {@code row_condition} makes sense
 * @param reader turns the arguments into a rule
 */
record ExpectationType(
    String name, String doc, List<Kwarg> kwargs, boolean filtered, Reader reader) {
  ExpectationType {
    kwargs = List.copyOf(kwargs);
  }

  /** An expectation about rows, which takes a {@code row_condition}. */
  static ExpectationType of(String name, String doc, List<Kwarg> kwargs, Reader reader) {
    return new ExpectationType(name, doc, kwargs, true, reader);
  }

  /** An expectation about the table as such. */
  static ExpectationType whole(String name, String doc, List<Kwarg> kwargs, Reader reader) {
    return new ExpectationType(name, doc, kwargs, false, reader);
  }

  @FunctionalInterface
  interface Reader {
    /**
     * @throws io.caravan.record.ProjectException when an argument makes no sense; has its place
     */
    Rule read(Arguments arguments);
  }
}
