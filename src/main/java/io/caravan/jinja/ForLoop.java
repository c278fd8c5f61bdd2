package io.caravan.jinja;

import io.caravan.jinja.value.Iteration;
import io.caravan.jinja.value.Lazy;
import io.caravan.jinja.value.Operators;
import io.caravan.record.Place;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * {@code for target in items if test recursive} ... {@code else} ...; test and else are {@code
 * null} if not there.
 */
record ForLoop(
    Place place,
    Target target,
    Expression items,
    Expression test,
    boolean recursive,
    Body body,
    Body otherwise)
    implements Statement {
  @Override
  public Flow run(Frame frame) {
    repeat(frame, frame.value(items), 0);
    return Flow.NORMAL;
  }

  private void repeat(Frame frame, Object values, int depth) {
    Iterator<Object> each = Iteration.over(values);
    Object sized = test == null ? values : Lazy.generator(filtered(frame, each));
    LoopContext loop =
        new LoopContext(
            sized,
            test == null ? each : ((Lazy) sized).iterator(),
            depth,
            frame,
            recursive ? (more, deeper) -> recurse(frame, more, deeper) : null);
    boolean completed = false;
    boolean stopped = false;
    while (!stopped && loop.advance()) {
      frame.budget().tick();
      Frame inner = frame.nested();
      target.assign(inner, loop.current());
      inner.define("loop", loop);
      Flow flow = body.run(inner);
      stopped = flow == Flow.BREAK;
      // As in Python's generated code: an iteration that is broken off does not keep "else" from
      // running.
      completed |= flow == Flow.NORMAL;
    }
    if (otherwise != null && !completed) {
      otherwise.run(frame.nested());
    }
  }

  private Object recurse(Frame frame, Object values, int depth) {
    Frame buffered = frame.capturing();
    frame.budget().enter();
    try {
      repeat(buffered, values, depth);
    } finally {
      frame.budget().leave();
    }
    return buffered.result();
  }

  private Iterator<Object> filtered(Frame frame, Iterator<Object> all) {
    return new Iterator<>() {
      private Object next;
      private boolean ready;

      @Override
      public boolean hasNext() {
        while (!ready && all.hasNext()) {
          Object candidate = all.next();
          Frame inner = frame.nested();
          target.assign(inner, candidate);
          ready = Operators.truth(inner.value(test));
          next = candidate;
        }
        return ready;
      }

      @Override
      public Object next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        ready = false;
        return next;
      }
    };
  }

  @Override
  public List<Node> children() {
    return Arrays.asList(items, test, body, otherwise);
  }
}
