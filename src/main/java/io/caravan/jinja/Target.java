package io.caravan.jinja;

import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.Iteration;
import io.caravan.jinja.value.Types;
import io.caravan.record.Place;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What can be assigned to. */
sealed interface Target {
  void assign(Frame frame, Object value);

  /** Whether it sets a variable of that name. */
  boolean binds(String name);

  /** A variable of the current scope. */
  record Variable(String name) implements Target {
    @Override
    public void assign(Frame frame, Object value) {
      frame.assign(name, value);
    }

    @Override
    public boolean binds(String other) {
      return name.equals(other);
    }
  }

  /** Several targets that take a value apart. */
  record Several(List<Target> targets) implements Target {
    @Override
    public void assign(Frame frame, Object value) {
      if (!Iteration.iterable(value)) {
        throw Fault.type("cannot unpack non-iterable " + Types.name(value) + " object");
      }
      List<Object> parts = new ArrayList<>();
      Iterator<Object> each = Iteration.over(value);
      while (each.hasNext() && parts.size() < targets.size()) {
        parts.add(each.next());
      }
      if (parts.size() < targets.size()) {
        throw Fault.value(
            "not enough values to unpack (expected "
                + targets.size()
                + ", got "
                + parts.size()
                + ")");
      } else if (each.hasNext()) {
        throw Fault.value("too many values to unpack (expected " + targets.size() + ")");
      }
      for (int i = 0; i < parts.size(); i++) {
        targets.get(i).assign(frame, parts.get(i));
      }
    }

    @Override
    public boolean binds(String name) {
      return targets.stream().anyMatch(target -> target.binds(name));
    }
  }

  /** An attribute of a {@code namespace()}. */
  record Member(Place place, String namespace, String name) implements Target {
    @Override
    public void assign(Frame frame, Object value) {
      Object found = frame.find(namespace);
      if (!(found instanceof Namespace)) {
        throw new Fault(
            Fault.Kind.RUNTIME,
            "cannot assign attribute on non-namespace object",
            "Make it with set " + namespace + " = namespace().");
      }
      frame.budget().cells(1);
      ((Namespace) found).set(name, value);
    }

    @Override
    public boolean binds(String variable) {
      return false;
    }
  }
}
