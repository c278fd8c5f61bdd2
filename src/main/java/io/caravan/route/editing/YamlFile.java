package io.caravan.route.editing;

import io.caravan.record.FileVersion;
import io.caravan.record.Place;
import io.caravan.record.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * One YAML file as a tree that knows where everything stands, or what is wrong with it.
 *
 * @param name path relative to the project
 * @param text content without byte order mark
 * @param root empty when the file cannot be read, or holds comments only
 */
record YamlFile(String name, String text, Optional<Node> root, List<Problem> problems) {
  private static final int LARGEST = 1 << 20;

  static YamlFile read(String name, FileVersion version) {
    byte[] bytes = version.bytes();
    if (bytes.length > LARGEST) {
      return refused(
          name,
          "",
          Place.file(name),
          "it has " + bytes.length + " bytes",
          "Keep a file under " + LARGEST + " bytes: split it.");
    }
    String text;
    try {
      text = decode(bytes);
    } catch (CharacterCodingException e) {
      return refused(
          name,
          "",
          new Place(name, lineOfBadByte(bytes), 0),
          "it is not UTF-8",
          "Save the file as UTF-8.");
    }
    if (text.isBlank()) {
      // Editors truncate before they write: an empty file is more likely half a save than a wish to
      // stop the route.
      return refused(
          name,
          text,
          Place.file(name),
          "the file is empty",
          "Delete the file to remove what it defined, or write it again.");
    }
    return parse(name, text);
  }

  private static YamlFile parse(String name, String text) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(name).setMaxAliasesForCollections(50).build();
    try {
      Optional<Problem> abuse =
          new YamlLimits(name).check(new ParserImpl(settings, new StreamReader(settings, text)));
      if (abuse.isPresent()) {
        return new YamlFile(name, text, Optional.empty(), List.of(abuse.get()));
      }
      Optional<Node> root =
          new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)))
              .getSingleNode();
      List<Problem> problems = new ArrayList<>();
      root.ifPresent(node -> YamlLimits.repeatedKeys(name, node, problems));
      return new YamlFile(name, text, root, List.copyOf(problems));
    } catch (MarkedYamlEngineException e) {
      // Of an unclosed quote the beginning is of interest, the end of the file is not.
      boolean quote = String.valueOf(e.getContext()).contains("quoted scalar");
      Place place =
          (quote ? e.getContextMark() : e.getProblemMark())
              .or(e::getContextMark)
              .map(m -> new Place(name, m.getLine() + 1, m.getColumn() + 1))
              .orElse(Place.file(name));
      String what = plain(Optional.ofNullable(e.getProblem()).orElse("it is not YAML"));
      return refused(name, text, place, what, remedy(what));
    } catch (YamlEngineException e) {
      return refused(name, text, Place.file(name), firstLine(e), "Correct the YAML of this file.");
    }
  }

  private static YamlFile refused(
      String name, String text, Place place, String what, String remedy) {
    return new YamlFile(
        name,
        text,
        Optional.empty(),
        List.of(new Problem(place, "Cannot read YAML: " + what + ".", remedy)));
  }

  /** Nothing but comments: a way to switch a file off. */
  boolean commentsOnly() {
    return root.isEmpty() && problems.isEmpty();
  }

  private static String remedy(String what) {
    if (what.contains("TAB")) {
      return "Indent with spaces: YAML does not allow tabs.";
    }
    if (what.contains("mapping values are not allowed")) {
      return "Check the indentation of this line, and put a value that holds ': ' in quotes.";
    }
    if (what.contains("a quote is not closed")) {
      return "Close the quote that opens here.";
    }
    if (what.contains("but found '<block mapping start>'")
        || what.contains("but found '-'")
        || what.contains("expected <block end>")) {
      return "Indent this line like its neighbours.";
    }
    if (what.contains("another document")) {
      return "Keep one document in a file: remove the line '---' or move what follows to a file of its own.";
    }
    if (what.contains("<stream end>")) {
      return "The file ends in the middle: complete it.";
    }
    return "Correct the YAML at this place: indentation, quotes or brackets.";
  }

  private static String plain(String what) {
    return what.replaceFirst("\\. \\(Do not use.*", "")
        .replaceFirst("^but found another document", "it holds another document")
        .replaceFirst("^found unexpected end of stream", "a quote is not closed");
  }

  private static String firstLine(YamlEngineException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("it is not YAML");
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    CharBuffer text =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes));
    return text.length() > 0 && text.charAt(0) == '\uFEFF'
        ? text.subSequence(1, text.length()).toString()
        : text.toString();
  }

  private static int lineOfBadByte(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length), true);
    int line = 1;
    for (int i = 0; i < in.position(); i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    return line;
  }
}
