package io.caravan.jinja;

/**
 * A part of the tree that has a value. Evaluate it with {@link Frame#value}, which locates what
 * goes wrong.
 */
sealed interface Expression extends Node
    permits Constant,
        Name,
        ListDisplay,
        TupleDisplay,
        DictDisplay,
        Conditional,
        Logical,
        Not,
        Compare,
        Binary,
        Concat,
        Sign,
        AttributeRead,
        ItemRead,
        SliceRead,
        Call,
        FilterCall,
        TestCall {
  Object value(Frame frame);
}
