package io.caravan.jinja;

import io.caravan.jinja.value.Printing;
import io.caravan.record.Place;
import io.caravan.record.Spelling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The grammar of statements and of a whole template. */
final class StatementParser extends MacroParser {
  private static final List<String> TAGS =
      List.of(
          "for",
          "if",
          "block",
          "extends",
          "print",
          "macro",
          "include",
          "from",
          "import",
          "set",
          "with",
          "autoescape",
          "call",
          "filter",
          "raw");

  private final Map<String, BlockStatement> blocks = new LinkedHashMap<>();
  private final Deque<String> open = new ArrayDeque<>();
  private final Deque<List<String>> awaited = new ArrayDeque<>();
  private int loops;

  StatementParser(Source source, Environment environment) {
    super(new Tokens(source, environment.syntax()), environment);
  }

  static Template template(String name, String text, Environment environment) {
    Source source = new Source(name, text, environment.syntax().keepTrailingNewline());
    StatementParser parser = new StatementParser(source, environment);
    Body body = parser.statements(List.of());
    parser.requireNoDoubts();
    return new Template(
        name, environment, body, Map.copyOf(parser.blocks), List.copyOf(parser.definitions()));
  }

  @Override
  Body body(String... ends) {
    tokens.skipOperator(":");
    tokens.expect(Token.Kind.BLOCK_END);
    return statements(List.of(ends));
  }

  @Override
  Body macroBody(String end) {
    int around = loops;
    loops = 0;
    Body body = body(end);
    loops = around;
    return body;
  }

  /** Statements up to one of the end tags, whose name is the current token then. */
  private Body statements(List<String> ends) {
    deeper();
    awaited.push(ends);
    Place place = tokens.place();
    List<Statement> parsed = new ArrayList<>();
    while (!tokens.at(Token.Kind.EOF)) {
      Token token = tokens.next();
      Place at = tokens.place(token);
      switch (token.kind()) {
        case DATA -> parsed.add(new TextOutput(at, token.text()));
        case VARIABLE_BEGIN -> {
          parsed.add(new Output(at, List.of(tuple())));
          tokens.expect(Token.Kind.VARIABLE_END);
        }
        default -> {
          if (tokens.at(Token.Kind.NAME) && ends.contains(tokens.current().text())) {
            awaited.pop();
            shallower();
            return new Body(place, List.copyOf(parsed));
          }
          parsed.add(statement(token));
          tokens.expect(Token.Kind.BLOCK_END);
        }
      }
    }
    if (!ends.isEmpty()) {
      throw tokens.wrong(
          tokens.current(),
          unexpectedEnd("Unexpected end of template."),
          "Close it with {% " + ends.get(ends.size() - 1) + " %}.");
    }
    awaited.pop();
    shallower();
    return new Body(place, List.copyOf(parsed));
  }

  private String unexpectedEnd(String start) {
    List<String> ends = awaited.peek();
    String looking = ends.stream().map(Printing::repr).collect(Collectors.joining(" or "));
    String message =
        ends.isEmpty()
            ? start
            : start + " Jinja was looking for the following tags: " + looking + ".";
    return open.isEmpty()
        ? message
        : message
            + " The innermost block that needs to be closed is "
            + Printing.repr(open.peek())
            + ".";
  }

  private Statement statement(Token begin) {
    Token tag = tokens.current();
    if (tag.kind() != Token.Kind.NAME) {
      throw tokens.wrong(tag, "tag name expected", "Write a statement such as if or set.");
    }
    open.push(tag.text());
    Statement parsed = statement(begin, tag);
    open.pop();
    return parsed;
  }

  private Statement statement(Token begin, Token tag) {
    Place place = tokens.place();
    tokens.next();
    return switch (tag.text()) {
      case "for" -> forLoop(place);
      case "if" -> ifElse(place);
      case "set" -> set(place);
      case "macro" -> macro(place, begin);
      case "call" -> callBlock(place);
      case "filter" -> filterBlock(place);
      case "with" -> with(place);
      case "block" -> block(place);
      case "extends" -> new Extends(place, expression());
      case "include" -> include(place);
      case "import" -> importStatement(place);
      case "from" -> fromImport(place);
      case "print" -> print(place);
      case "autoescape" -> autoescape(place);
      default -> extension(place, begin, tag);
    };
  }

  private Statement extension(Place place, Token begin, Token tag) {
    boolean loopControls = environment.syntax().extensions().contains(Extension.LOOP_CONTROLS);
    if (tag.text().equals("do") && environment.syntax().extensions().contains(Extension.DO)) {
      return new Do(place, tuple());
    } else if (loopControls && (tag.text().equals("break") || tag.text().equals("continue"))) {
      if (loops == 0) {
        throw tokens.wrong(
            tag, "'" + tag.text() + "' outside loop", "Use it inside of a for loop.");
      }
      return new LoopControl(place, tag.text().equals("break") ? Flow.BREAK : Flow.CONTINUE);
    }
    Statement definition =
        environment.syntax().extensions().contains(Extension.DBT)
            ? dbtBlock(place, begin, tag)
            : null;
    if (definition != null) {
      return definition;
    }
    open.pop();
    List<String> known = new ArrayList<>(TAGS);
    known.addAll(awaited.peek());
    String remedy =
        Spelling.didYouMean(tag.text(), known, "Known tags: " + String.join(", ", TAGS) + ".");
    throw tokens.wrong(tag, unknownTag(tag.text()), remedy);
  }

  private String unknownTag(String name) {
    boolean nesting = awaited.stream().anyMatch(ends -> ends.contains(name));
    String start = "Encountered unknown tag " + Printing.repr(name) + ".";
    if (!nesting || awaited.peek().isEmpty()) {
      return unexpectedEnd(start);
    }
    String looking =
        awaited.peek().stream().map(Printing::repr).collect(Collectors.joining(" or "));
    String message =
        start
            + " You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for "
            + looking
            + ".";
    return open.isEmpty()
        ? message
        : message
            + " The innermost block that needs to be closed is "
            + Printing.repr(open.peek())
            + ".";
  }

  private Statement forLoop(Place place) {
    Token first = tokens.current();
    Target target = targets(() -> tokens.atName("in"), false);
    if (target.binds("loop")) {
      throw tokens.wrong(
          first, "Can't assign to special loop variable in for-loop target", "Use another name.");
    }
    tokens.expectName("in");
    Expression items = tuple(false, () -> tokens.atName("recursive"), this::or);
    Expression test = tokens.skipName("if") ? expression() : null;
    boolean recursive = tokens.skipName("recursive");
    loops++;
    Body body = body("endfor", "else");
    loops--;
    Body otherwise = tokens.next().text().equals("else") ? closed("endfor") : null;
    return new ForLoop(place, target, items, test, recursive, body, otherwise);
  }

  /** A body and the tag that ends it. */
  private Body closed(String end) {
    Body body = body(end);
    tokens.next();
    return body;
  }

  private Statement ifElse(Place place) {
    List<Expression> tests = new ArrayList<>();
    List<Body> bodies = new ArrayList<>();
    int doubts = doubts();
    while (true) {
      tests.add(tuple(false, () -> false, this::or));
      bodies.add(body("elif", "else", "endif"));
      String end = tokens.next().text();
      if (!end.equals("elif")) {
        Body otherwise = end.equals("else") ? closed("endif") : null;
        forgetDoubts(doubts);
        return new IfElse(place, List.copyOf(tests), List.copyOf(bodies), otherwise);
      }
    }
  }

  private Statement set(Place place) {
    Target target = targets(() -> false, true);
    if (tokens.skipOperator("=")) {
      return new Assign(place, target, tuple());
    }
    FilterCall filter = null;
    while (tokens.skipOperator("|")) {
      filter = filter(filter);
    }
    return new AssignBlock(place, target, filter, closed("endset"));
  }

  private Statement filterBlock(Place place) {
    FilterCall filter = filter(null);
    while (tokens.skipOperator("|")) {
      filter = filter(filter);
    }
    return new FilterBlock(place, filter, closed("endfilter"));
  }

  private Statement with(Place place) {
    List<Target> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.at(Token.Kind.BLOCK_END) && !tokens.at(Token.Kind.EOF)) {
      if (!targets.isEmpty()) {
        tokens.expectOperator(",");
      }
      targets.add(targets(() -> false, false));
      tokens.expectOperator("=");
      values.add(expression());
    }
    return new WithBlock(place, List.copyOf(targets), List.copyOf(values), closed("endwith"));
  }

  private Statement block(Place place) {
    Token name = tokens.expect(Token.Kind.NAME);
    boolean scoped = tokens.skipName("scoped");
    boolean required = tokens.skipName("required");
    if (tokens.atOperator("-")) {
      String message =
          "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.";
      throw tokens.wrong(tokens.current(), message, "Write _ instead of -.");
    } else if (blocks.containsKey(name.text())) {
      throw tokens.wrong(
          name,
          "block " + Printing.repr(name.text()) + " defined twice",
          "Give the second block another name.");
    }
    blocks.put(name.text(), null);
    BlockStatement parsed =
        new BlockStatement(place, name.text(), scoped, required, closed("endblock"));
    tokens.skipName(name.text());
    boolean blank =
        parsed.body().statements().stream()
            .allMatch(part -> part instanceof TextOutput && ((TextOutput) part).text().isBlank());
    if (required && !blank) {
      throw tokens.wrong(
          name,
          "Required blocks can only contain comments or whitespace",
          "Move its content to the templates that extend this one.");
    }
    blocks.put(name.text(), parsed);
    return parsed;
  }

  private Statement include(Place place) {
    Expression template = expression();
    boolean ignoreMissing = tokens.atName("ignore") && tokens.following().isName("missing");
    if (ignoreMissing) {
      tokens.next();
      tokens.next();
    }
    return new Include(place, template, ignoreMissing, importContext(true));
  }

  private boolean importContext(boolean otherwise) {
    if ((tokens.atName("with") || tokens.atName("without"))
        && tokens.following().isName("context")) {
      boolean with = tokens.next().text().equals("with");
      tokens.next();
      return with;
    }
    return otherwise;
  }

  private Statement importStatement(Place place) {
    Expression template = expression();
    tokens.expectName("as");
    String name = tokens.expect(Token.Kind.NAME).text();
    return new ImportStatement(place, template, name, importContext(false));
  }

  private Statement fromImport(Place place) {
    Expression template = expression();
    tokens.expectName("import");
    Map<String, String> names = new LinkedHashMap<>();
    do {
      boolean ends =
          !names.isEmpty()
              && (tokens.atName("with") || tokens.atName("without"))
              && tokens.following().isName("context");
      if (ends) {
        break;
      }
      Token name = tokens.expect(Token.Kind.NAME);
      if (name.text().startsWith("_")) {
        throw tokens.wrong(
            name,
            "names starting with an underline can not be imported",
            "Rename what is imported.");
      }
      names.put(
          name.text(), tokens.skipName("as") ? tokens.expect(Token.Kind.NAME).text() : name.text());
    } while (tokens.skipOperator(","));
    return new FromImport(place, template, names, importContext(false));
  }

  private Statement print(Place place) {
    List<Expression> expressions = new ArrayList<>();
    while (!tokens.at(Token.Kind.BLOCK_END) && !tokens.at(Token.Kind.EOF)) {
      if (!expressions.isEmpty()) {
        tokens.expectOperator(",");
      }
      expressions.add(expression());
    }
    return new Output(place, List.copyOf(expressions));
  }

  private Statement autoescape(Place place) {
    return new Autoescape(place, expression(), closed("endautoescape"));
  }
}
