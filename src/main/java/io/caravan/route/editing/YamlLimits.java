package io.caravan.route.editing;

import io.caravan.record.Place;
import io.caravan.record.Problem;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.Parser;

/**
 * Refuses YAML that is an attack or an accident, before a tree is built of it: tags, depth, and
 * aliases that multiply.
 */
final class YamlLimits {
  private static final int DEEPEST = 64;
  private static final long LARGEST = 100_000;

  private final String file;
  private final Map<String, Long> sizes = new HashMap<>();

  YamlLimits(String file) {
    this.file = file;
  }

  Optional<Problem> check(Parser events) {
    ArrayDeque<Open> open = new ArrayDeque<>();
    open.push(new Open(null));
    while (events.hasNext()) {
      Event event = events.next();
      Optional<Problem> problem =
          event instanceof NodeEvent node ? enter(node, open) : Optional.empty();
      if (problem.isPresent()) {
        return problem;
      }
      if (event instanceof CollectionEndEvent) {
        Open closed = open.pop();
        if (closed.anchor != null) {
          sizes.put(closed.anchor, closed.size);
        }
        open.peek().size += closed.size;
        if (open.peek().size > LARGEST) {
          return refuse(
              event,
              "it unfolds to more than " + LARGEST + " values",
              "Write out what the aliases repeat, or split the file.");
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Problem> enter(NodeEvent event, ArrayDeque<Open> open) {
    Optional<String> tag = tag(event);
    if (tag.isPresent()) {
      return refuse(
          event,
          "the tag '" + tag.get().replace("tag:yaml.org,2002:", "!!") + "' is not allowed",
          "Write the plain value: tags could create Java objects.");
    }
    String anchor = event.getAnchor().map(Anchor::getValue).orElse(null);
    if (event instanceof AliasEvent) {
      if (!sizes.containsKey(anchor)) {
        return refuse(
            event,
            "the alias '*" + anchor + "' refers to itself or to nothing",
            "Name an anchor that was closed before this line.");
      }
      open.peek().size += sizes.get(anchor);
    } else if (event instanceof CollectionStartEvent) {
      if (open.size() > DEEPEST) {
        return refuse(
            event,
            "it is nested deeper than " + DEEPEST + " levels",
            "Flatten the file: no route needs that depth.");
      }
      open.push(new Open(anchor));
    } else {
      open.peek().size++;
      if (anchor != null) {
        sizes.put(anchor, 1L);
      }
    }
    return open.peek().size > LARGEST
        ? refuse(
            event,
            "it unfolds to more than " + LARGEST + " values",
            "Write out what the aliases repeat, or split the file.")
        : Optional.empty();
  }

  private static Optional<String> tag(NodeEvent event) {
    if (event instanceof ScalarEvent scalar) {
      return scalar.getTag();
    }
    return event instanceof CollectionStartEvent collection
        ? collection.getTag()
        : Optional.empty();
  }

  private Optional<Problem> refuse(Event event, String what, String remedy) {
    Place place =
        event
            .getStartMark()
            .map(m -> new Place(file, m.getLine() + 1, m.getColumn() + 1))
            .orElse(Place.file(file));
    return Optional.of(new Problem(place, "Cannot read YAML: " + what + ".", remedy));
  }

  /** Keys that stand twice in one mapping: whichever wins, the other was written in vain. */
  static void repeatedKeys(String file, Node root, List<Problem> problems) {
    repeatedKeys(file, root, problems, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static void repeatedKeys(String file, Node node, List<Problem> problems, Set<Node> seen) {
    if (!seen.add(node)) {
      return;
    }
    if (node instanceof SequenceNode list) {
      list.getValue().forEach(item -> repeatedKeys(file, item, problems, seen));
    } else if (node instanceof MappingNode mapping) {
      Set<String> keys = new HashSet<>();
      for (NodeTuple entry : mapping.getValue()) {
        String key = Yaml.text(entry.getKeyNode()).orElse(null);
        if (key != null && !keys.add(key)) {
          problems.add(
              new Problem(
                  Yaml.place(file, entry.getKeyNode()),
                  "Cannot read YAML: the key '" + key + "' stands twice.",
                  "Keep one of the two '" + key + "'."));
        }
        repeatedKeys(file, entry.getKeyNode(), problems, seen);
        repeatedKeys(file, entry.getValueNode(), problems, seen);
      }
    }
  }

  private static final class Open {
    private final String anchor;
    private long size = 1;

    Open(String anchor) {
      this.anchor = anchor;
    }
  }
}
