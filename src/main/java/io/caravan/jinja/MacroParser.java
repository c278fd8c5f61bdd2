package io.caravan.jinja;

import io.caravan.jinja.MacroDefinition.Kind;
import io.caravan.jinja.value.Printing;
import io.caravan.record.Place;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The grammar of what can be called and assigned: macros, call blocks, dbt's blocks, targets. */
abstract class MacroParser extends ExpressionParser {
  private static final Set<String> SPECIALS = Set.of("caller", "varargs", "kwargs");
  private static final Set<String> RESERVED =
      Set.of("true", "false", "none", "True", "False", "None");
  private static final String DOCS_PREFIX = "dbt_docs__";

  private final List<MacroDefinition> definitions = new ArrayList<>();

  MacroParser(Tokens tokens, Environment environment) {
    super(tokens, environment);
  }

  List<MacroDefinition> definitions() {
    return definitions;
  }

  /** The statements up to one of the end tags, whose name is the current token then. */
  abstract Body body(String... ends);

  /** The statements of something that is called: loops around it are not loops inside. */
  abstract Body macroBody(String end);

  private record Parameters(List<String> names, List<Expression> defaults) {
    static final Parameters NONE = new Parameters(List.of(), List.of());
  }

  private Parameters parameters() {
    List<String> names = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    tokens.expectOperator("(");
    while (!tokens.atOperator(")")) {
      if (!names.isEmpty()) {
        tokens.expectOperator(",");
      }
      names.add(variable().name());
      if (environment.syntax().extensions().contains(Extension.DBT) && tokens.skipOperator(":")) {
        type();
      }
      if (tokens.skipOperator("=")) {
        defaults.add(expression());
      } else if (!defaults.isEmpty()) {
        throw tokens.wrong(
            tokens.current(),
            "non-default argument follows default argument",
            "Give it a default, or move it before the others.");
      }
    }
    tokens.expectOperator(")");
    return new Parameters(List.copyOf(names), List.copyOf(defaults));
  }

  /** The type of a macro's parameter, which dbt allows and does not check. */
  private void type() {
    tokens.expect(Token.Kind.NAME);
    if (tokens.skipOperator("[")) {
      do {
        type();
      } while (tokens.skipOperator(","));
      tokens.expectOperator("]");
    }
  }

  Statement macro(Place place, Token begin) {
    String name = variable().name();
    return definition(place, begin, Kind.MACRO, "macro", name, name, "", parameters());
  }

  /** A block of dbt, or {@code null} if the tag is none. */
  Statement dbtBlock(Place place, Token begin, Token tag) {
    return switch (tag.text()) {
      case "test", "data_test" -> test(place, begin, tag.text());
      case "materialization" -> materialization(place, begin);
      case "snapshot", "docs" -> {
        Kind kind = tag.text().equals("docs") ? Kind.DOCS : Kind.SNAPSHOT;
        String name = variable().name();
        yield definition(
            place,
            begin,
            kind,
            kind.tag(),
            name,
            kind == Kind.DOCS ? name : "snapshot_" + name,
            "",
            Parameters.NONE);
      }
      default -> null;
    };
  }

  private Statement test(Place place, Token begin, String tag) {
    String name = variable().name();
    return definition(place, begin, Kind.TEST, tag, name, "test_" + name, "", parameters());
  }

  private Statement materialization(Place place, Token begin) {
    String name = variable().name();
    String adapter = "default";
    Expression languages = new ListDisplay(place, List.of(new Constant(place, "sql")));
    while (tokens.skipOperator(",")) {
      Token option = tokens.expect(Token.Kind.NAME);
      switch (option.text()) {
        case "default" -> {}
        case "adapter" -> {
          tokens.expectOperator("=");
          adapter = tokens.expect(Token.Kind.STRING).value().toString();
        }
        case "supported_languages" -> {
          tokens.expectOperator("=");
          languages = expression();
        }
        default -> {
          List<String> known = List.of("default", "adapter", "supported_languages");
          String message =
              "materialization '" + name + "' received unknown argument '" + option.text() + "'.";
          throw tokens.wrong(
              option,
              message,
              Spelling.didYouMean(
                  option.text(), known, "Known: " + String.join(", ", known) + "."));
        }
      }
    }
    String macroName = "materialization_" + name + "_" + adapter;
    Parameters parameters = new Parameters(List.of("supported_languages"), List.of(languages));
    return definition(
        place,
        begin,
        Kind.MATERIALIZATION,
        "materialization",
        name,
        macroName,
        adapter,
        parameters);
  }

  private Statement definition(
      Place place,
      Token begin,
      Kind kind,
      String tag,
      String name,
      String macroName,
      String adapter,
      Parameters parameters) {
    int contents = tokens.current().end();
    int before = definitions.size();
    Body body = macroBody("end" + tag);
    String inner = tokens.text(contents, tokens.previousStart());
    tokens.next();
    String source = tokens.text(begin.start(), tokens.current().end());
    MacroDefinition definition =
        new MacroDefinition(
            kind, name, macroName, adapter, parameters.names(), source, inner, tokens.place(begin));
    definitions.add(before, definition);
    String bound =
        (kind == Kind.DOCS ? DOCS_PREFIX : environment.syntax().macroPrefix()) + macroName;
    return new MacroStatement(
        place,
        definition,
        bound,
        parameters.names(),
        parameters.defaults(),
        specials(body, parameters),
        body);
  }

  private static Set<String> specials(Body body, Parameters parameters) {
    Set<String> found = new HashSet<>();
    body.walk(
        node -> {
          if (node instanceof Name && SPECIALS.contains(((Name) node).name())) {
            found.add(((Name) node).name());
          }
        });
    found.removeAll(parameters.names().contains("kwargs") ? Set.of("kwargs") : Set.of());
    found.removeAll(parameters.names().contains("varargs") ? Set.of("varargs") : Set.of());
    return Set.copyOf(found);
  }

  Statement callBlock(Place place) {
    Parameters parameters = tokens.atOperator("(") ? parameters() : Parameters.NONE;
    Token start = tokens.current();
    Expression call = expression();
    if (!(call instanceof Call)) {
      throw tokens.wrong(start, "expected call", "Write: call macro(arguments).");
    }
    Body body = macroBody("endcall");
    tokens.next();
    MacroStatement caller =
        new MacroStatement(
            place,
            null,
            null,
            parameters.names(),
            parameters.defaults(),
            specials(body, parameters),
            body);
    return new CallBlock(place, (Call) call, caller);
  }

  private Target.Variable variable() {
    Token name = tokens.expect(Token.Kind.NAME);
    if (RESERVED.contains(name.text())) {
      throw cannotAssign(name, "name");
    }
    return new Target.Variable(name.text());
  }

  /** One target, or several with commas between them. */
  Target targets(BooleanSupplier end, boolean members) {
    List<Target> targets = new ArrayList<>();
    boolean comma = false;
    do {
      boolean ended =
          tokens.at(Token.Kind.BLOCK_END)
              || tokens.at(Token.Kind.VARIABLE_END)
              || tokens.atOperator(")")
              || tokens.atOperator("=")
              || end.getAsBoolean();
      if (ended) {
        break;
      }
      targets.add(target(members));
      comma = tokens.atOperator(",") || comma;
    } while (tokens.skipOperator(","));
    if (targets.isEmpty() && !comma) {
      Token token = tokens.current();
      throw tokens.wrong(
          token,
          "Expected an expression, got " + Printing.repr(token.described()),
          "Write the name of a variable.");
    }
    return comma ? new Target.Several(List.copyOf(targets)) : targets.get(0);
  }

  private Target target(boolean members) {
    Token token = tokens.current();
    if (tokens.skipOperator("(")) {
      Target inner = targets(() -> false, members);
      tokens.expectOperator(")");
      return inner;
    } else if (token.kind() != Token.Kind.NAME) {
      Expression parsed = primary();
      throw cannotAssign(
          token,
          parsed.getClass() == Constant.class
              ? "const"
              : parsed instanceof ListDisplay ? "list" : "dict");
    }
    Place place = tokens.place();
    if (RESERVED.contains(token.text())) {
      throw cannotAssign(token, "const");
    }
    Target.Variable variable = variable();
    if (members && tokens.skipOperator(".")) {
      return new Target.Member(place, variable.name(), tokens.expect(Token.Kind.NAME).text());
    }
    return variable;
  }

  private JinjaException cannotAssign(Token token, String what) {
    return tokens.wrong(token, "can't assign to " + Printing.repr(what), "Assign to a variable.");
  }
}
