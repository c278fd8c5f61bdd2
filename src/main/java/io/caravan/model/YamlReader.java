package io.caravan.model;

import io.caravan.record.Place;
import io.caravan.record.ProjectException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document with places; refuses duplicate keys, tags, depth and aliases that
 * multiply.
 */
public final class YamlReader {
  private static final int MAX_DEPTH = 64;
  // An alias is cheap to write and may stand for a tree of aliases: what counts is how large the
  // document becomes.
  private static final int MAX_NODES = 200_000;

  private final String file;
  private final Iterator<Event> events;
  private final Map<Anchor, Yaml> anchors = new HashMap<>();
  private final Map<Anchor, Integer> sizes = new HashMap<>();
  private int nodes;

  private YamlReader(String file, String text) {
    this.file = file;
    this.events =
        new Parse(LoadSettings.builder().setLabel(file).setCodePointLimit(16_000_000).build())
            .parseString(text)
            .iterator();
  }

  /**
   * Reads a file's text; an empty document is an empty mapping.
   *
   * @throws ProjectException when it is not YAML or not a mapping at its top
   */
  public static Yaml.Mapping read(String file, String text) {
    try {
      return new YamlReader(file, text).document();
    } catch (MarkedYamlEngineException wrong) {
      Optional<Mark> mark = wrong.getProblemMark().or(wrong::getContextMark);
      Place place =
          mark.map(m -> new Place(file, m.getLine() + 1, m.getColumn() + 1))
              .orElse(Place.file(file));
      throw new ProjectException(
          place,
          "Cannot read YAML: '" + wrong.getProblem() + "'.",
          "Check indentation and quotes here and in the line above.");
    } catch (YamlEngineException wrong) {
      throw new ProjectException(
          Place.file(file),
          "Cannot read YAML: " + firstLine(wrong),
          "Check the file's encoding (UTF-8) and size.");
    }
  }

  private static String firstLine(Exception wrong) {
    return String.valueOf(wrong.getMessage()).lines().findFirst().orElse("no reason given");
  }

  private Yaml.Mapping document() {
    Yaml.Mapping top = Yaml.Mapping.NONE;
    boolean seen = false;
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Comment -> {}
        default -> {
          if (seen) {
            throw wrong(
                event,
                "Cannot read YAML: a second document begins here.",
                "Keep one document in a file; remove '---'.");
          }
          seen = true;
          top = mapping(node(event, 0));
        }
      }
    }
    return top;
  }

  private Yaml.Mapping mapping(Yaml top) {
    if (top instanceof Yaml.Scalar scalar && scalar.value() == null) {
      return new Yaml.Mapping(Map.of(), Map.of(), top.place());
    }
    if (top instanceof Yaml.Mapping mapping) {
      return mapping;
    }
    throw new ProjectException(
        top.place(),
        "Cannot read YAML: the file begins with " + top.kind() + ".",
        "Begin with 'key: value' lines, such as 'version: 2'.");
  }

  private Yaml node(Event event, int depth) {
    if (depth > MAX_DEPTH) {
      throw wrong(
          event,
          "Cannot read YAML: nested deeper than " + MAX_DEPTH + " levels.",
          "Flatten the structure.");
    }
    grow(event, 1);
    int before = nodes;
    if (event instanceof AliasEvent alias) {
      return aliased(alias);
    }
    Yaml read;
    if (event instanceof ScalarEvent scalar) {
      refuseTag(event, scalar.getTag());
      read =
          new Yaml.Scalar(
              YamlScalars.value(scalar.getValue(), scalar.isPlain()),
              scalar.getValue(),
              place(event));
      remember(scalar.getAnchor(), read, 1);
    } else if (event instanceof SequenceStartEvent start) {
      refuseTag(event, start.getTag());
      read = sequence(event, depth);
      remember(start.getAnchor(), read, nodes - before + 1);
    } else if (event instanceof MappingStartEvent start) {
      refuseTag(event, start.getTag());
      read = mapping(event, depth);
      remember(start.getAnchor(), read, nodes - before + 1);
    } else {
      throw wrong(
          event,
          "Cannot read YAML: unexpected " + event.getEventId() + ".",
          "Check the line above.");
    }
    return read;
  }

  private Yaml aliased(AliasEvent alias) {
    Yaml target = anchors.get(alias.getAlias());
    if (target == null) {
      throw wrong(
          alias,
          "Cannot read YAML: alias '*"
              + alias.getAlias().getValue()
              + "' names no anchor above it.",
          "Write '&" + alias.getAlias().getValue() + "' before the value that is meant.");
    }
    grow(alias, sizes.get(alias.getAlias()));
    return target;
  }

  private void remember(Optional<Anchor> anchor, Yaml read, int size) {
    anchor.ifPresent(
        name -> {
          anchors.put(name, read);
          sizes.put(name, size);
        });
  }

  private void grow(Event event, int by) {
    nodes += by;
    if (nodes > MAX_NODES) {
      throw wrong(
          event,
          "Cannot read YAML: it unfolds to more than " + MAX_NODES + " values.",
          "Remove aliases that repeat aliases.");
    }
  }

  private Yaml sequence(Event start, int depth) {
    List<Yaml> items = new ArrayList<>();
    for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      items.add(node(event, depth + 1));
    }
    return new Yaml.Sequence(List.copyOf(items), place(start));
  }

  private Yaml mapping(Event start, int depth) {
    Map<String, Yaml> entries = new LinkedHashMap<>();
    Map<String, Place> keys = new HashMap<>();
    List<Yaml> merged = new ArrayList<>();
    for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      if (!(event instanceof ScalarEvent key)) {
        throw wrong(event, "Cannot read YAML: a key is not a text.", "Write keys as plain words.");
      }
      grow(event, 1);
      Yaml value = node(next(), depth + 1);
      if (key.isPlain() && key.getValue().equals("<<")) {
        merged.add(value);
      } else if (entries.putIfAbsent(key.getValue(), value) != null) {
        throw wrong(
            event,
            "Cannot read YAML: key '"
                + key.getValue()
                + "' is already set in line "
                + keys.get(key.getValue()).line()
                + ".",
            "Remove one of the two; the later one would silently win elsewhere.");
      } else {
        keys.put(key.getValue(), place(event));
      }
    }
    merged.forEach(from -> merge(from, entries, keys));
    return new Yaml.Mapping(entries, keys, place(start));
  }

  private void merge(Yaml from, Map<String, Yaml> entries, Map<String, Place> keys) {
    if (from instanceof Yaml.Sequence several) {
      several.items().forEach(one -> merge(one, entries, keys));
    } else if (from instanceof Yaml.Mapping mapping) {
      mapping.entries().forEach(entries::putIfAbsent);
      mapping.keys().forEach(keys::putIfAbsent);
    } else {
      throw new ProjectException(
          from.place(),
          "Cannot merge with '<<': " + from.kind() + " is no mapping.",
          "Merge an anchored mapping.");
    }
  }

  private void refuseTag(Event event, Optional<String> tag) {
    if (tag.isPresent() && !tag.get().equals("!") && !tag.get().equals("tag:yaml.org,2002:str")) {
      throw wrong(
          event,
          "Cannot read YAML: tag '" + tag.get() + "' is not allowed.",
          "Remove the tag; write the plain value.");
    }
  }

  private Event next() {
    return events.next();
  }

  private Place place(Event event) {
    return event
        .getStartMark()
        .map(m -> new Place(file, m.getLine() + 1, m.getColumn() + 1))
        .orElse(Place.file(file));
  }

  private ProjectException wrong(Event event, String what, String remedy) {
    return new ProjectException(place(event), what, remedy);
  }
}
