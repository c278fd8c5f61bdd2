package io.caravan.model;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code modules.re}: Python's regular expressions, as far as Java's agree with them. */
final class TextModule {
  private TextModule() {}

  static HostObject re() {
    return new Members("module")
        .function(
            "match",
            with(
                (pattern, arguments) ->
                    match(pattern.matcher(subject(arguments, 1)), Matcher::lookingAt)))
        .function(
            "search",
            with(
                (pattern, arguments) ->
                    match(pattern.matcher(subject(arguments, 1)), Matcher::find)))
        .function(
            "fullmatch",
            with(
                (pattern, arguments) ->
                    match(pattern.matcher(subject(arguments, 1)), Matcher::matches)))
        .function(
            "findall",
            with((pattern, arguments) -> findAll(pattern.matcher(subject(arguments, 1)))))
        .function(
            "split",
            with(
                (pattern, arguments) ->
                    new ArrayList<Object>(List.of(pattern.split(subject(arguments, 1), -1)))))
        .function(
            "sub",
            with(
                (pattern, arguments) ->
                    pattern
                        .matcher(subject(arguments, 2))
                        .replaceAll(replacement(arguments.text(1, "repl")))))
        .function(
            "escape",
            arguments -> arguments.text(0, "pattern").replaceAll("([^A-Za-z0-9_])", "\\\\$1"))
        .function("compile", with((pattern, arguments) -> compiled(pattern)))
        .value("IGNORECASE", (long) Pattern.CASE_INSENSITIVE)
        .value("I", (long) Pattern.CASE_INSENSITIVE)
        .value("MULTILINE", (long) Pattern.MULTILINE)
        .value("M", (long) Pattern.MULTILINE)
        .value("DOTALL", (long) Pattern.DOTALL)
        .value("S", (long) Pattern.DOTALL);
  }

  private interface Use {
    Object on(Pattern pattern, Arguments arguments);
  }

  private static Callable with(Use use) {
    return arguments ->
        use.on(pattern(arguments.text(0, "pattern"), arguments.named().get("flags")), arguments);
  }

  private static Pattern pattern(String python, Object flags) {
    try {
      return Pattern.compile(
          python.replace("(?P<", "(?<"), flags instanceof Number number ? number.intValue() : 0);
    } catch (PatternSyntaxException wrong) {
      throw Fault.value("'" + python + "' is no regular expression: " + wrong.getDescription());
    }
  }

  private static String subject(Arguments arguments, int index) {
    return arguments.text(index, "string");
  }

  private static HostObject compiled(Pattern pattern) {
    return new Members("re.Pattern")
        .function(
            "match",
            arguments -> match(pattern.matcher(arguments.text(0, "string")), Matcher::lookingAt))
        .function(
            "search",
            arguments -> match(pattern.matcher(arguments.text(0, "string")), Matcher::find))
        .function("findall", arguments -> findAll(pattern.matcher(arguments.text(0, "string"))))
        .function(
            "sub",
            arguments ->
                pattern
                    .matcher(arguments.text(1, "string"))
                    .replaceAll(replacement(arguments.text(0, "repl"))));
  }

  private static Object match(Matcher matcher, Function<Matcher, Boolean> how) {
    if (!how.apply(matcher)) {
      return null;
    }
    return new Members("re.Match")
        .function("group", arguments -> group(matcher, arguments.optional(0, "group", 0L)))
        .function("groups", arguments -> Tuple.copyOf(groups(matcher)))
        .function("start", arguments -> (long) matcher.start())
        .function("end", arguments -> (long) matcher.end());
  }

  private static Object group(Matcher matcher, Object which) {
    try {
      return which instanceof Number number
          ? matcher.group(number.intValue())
          : matcher.group(String.valueOf(which));
    } catch (IllegalArgumentException | IndexOutOfBoundsException none) {
      throw Fault.value("no such group: " + which);
    }
  }

  private static List<Object> groups(Matcher matcher) {
    List<Object> groups = new ArrayList<>();
    for (int i = 1; i <= matcher.groupCount(); i++) {
      groups.add(matcher.group(i));
    }
    return groups;
  }

  private static List<Object> findAll(Matcher matcher) {
    List<Object> all = new ArrayList<>();
    while (matcher.find()) {
      all.add(
          switch (matcher.groupCount()) {
            case 0 -> matcher.group();
            case 1 -> matcher.group(1);
            default -> Tuple.copyOf(groups(matcher));
          });
    }
    return all;
  }

  /** Python writes groups as {@code \1} or {@code \g<name>}; a dollar is only a dollar. */
  private static String replacement(String python) {
    return python
        .replace("$", "\\$")
        .replaceAll("\\\\g<(\\d+)>", "\\$$1")
        .replaceAll("\\\\g<(\\w+)>", "\\${$1}")
        .replaceAll("\\\\(\\d)", "\\$$1");
  }
}
