package io.caravan.jinja.value;

/** The methods of int and float that templates may want. */
final class NumberMethods {
  static final MethodTable INT = new MethodTable();
  static final MethodTable FLOAT = new MethodTable();

  static {
    INT.add(
        "bit_length",
        (self, a, budget) -> (long) Numbers.big(Numbers.number(self)).abs().bitLength());
    INT.add("conjugate", (self, a, budget) -> Numbers.number(self));
    FLOAT.add(
        "is_integer",
        (self, a, budget) ->
            Math.rint((Double) self) == (Double) self && !((Double) self).isInfinite());
    FLOAT.add("conjugate", (self, a, budget) -> self);
  }

  private NumberMethods() {}
}
