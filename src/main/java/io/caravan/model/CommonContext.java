package io.caravan.model;

import io.caravan.jinja.Return;
import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Fault;
import io.caravan.jinja.value.HostObject;
import io.caravan.jinja.value.Iteration;
import io.caravan.jinja.value.Tuple;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of dbt's context that is the same for every node of a package. */
final class CommonContext {
  private static final Logger LOG = LoggerFactory.getLogger(CommonContext.class);
  static final String DBT_VERSION = "1.10.0";

  private CommonContext() {}

  static Map<String, Object> of(
      ProjectSettings settings, Variables variables, RunFacts facts, String projectName) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("var", variables.var());
    context.put("env_var", (Callable) variables::environment);
    context.put("target", target(settings, projectName));
    context.put("project_name", projectName);
    context.put("dbt_version", DBT_VERSION);
    context.put("invocation_id", facts.id());
    context.put(
        "run_started_at",
        new Moment(
            LocalDateTime.ofInstant(facts.started(), ZoneOffset.UTC), ZoneOffset.UTC, false));
    context.put("flags", flags(facts));
    context.put("invocation_args_dict", new LinkedHashMap<>(Map.of("which", facts.command())));
    context.put("modules", modules(facts));
    context.put("exceptions", exceptions());
    context.put("return", Return.function());
    context.put("log", (Callable) CommonContext::log);
    context.put("print", (Callable) CommonContext::print);
    context.put("fromjson", (Callable) arguments -> orDefault(arguments, "string", Json::read));
    context.put(
        "tojson",
        (Callable)
            arguments ->
                Json.python(
                    arguments.required(0, "value"),
                    Boolean.TRUE.equals(arguments.named().get("sort_keys"))));
    context.put("fromyaml", (Callable) arguments -> orDefault(arguments, "value", YamlText::read));
    context.put("toyaml", (Callable) arguments -> YamlText.write(arguments.required(0, "value")));
    context.put("set", (Callable) CommonContext::set);
    context.put("set_strict", (Callable) CommonContext::set);
    context.put("zip", (Callable) CommonContext::zip);
    context.put("zip_strict", (Callable) CommonContext::zip);
    context.put("local_md5", (Callable) arguments -> Digests.md5(arguments.text(0, "value")));
    context.put("thread_id", Thread.currentThread().getName());
    return context;
  }

  private static Object target(ProjectSettings settings, String projectName) {
    Map<String, Object> target = new LinkedHashMap<>();
    target.put("name", settings.target());
    target.put("target_name", settings.target());
    target.put("schema", settings.schema());
    target.put("database", "lake");
    target.put("type", "duckdb");
    target.put("profile_name", projectName);
    target.put("threads", (long) settings.threads());
    return target;
  }

  private static Object flags(RunFacts facts) {
    return new Members("Flags")
        .value("FULL_REFRESH", facts.fullRefresh())
        .value("WHICH", facts.command())
        .value("STORE_FAILURES", facts.flags().storeFailures())
        .value("INVOCATION_COMMAND", "dbt " + facts.command())
        .value("EMPTY", facts.flags().empty())
        .value("WARN_ERROR", facts.flags().warnError());
  }

  private static HostObject modules(RunFacts facts) {
    return new Members("modules")
        .value("datetime", new TimeModule(facts.clock()).datetime())
        .value("pytz", TimeModule.pytz())
        .value("re", TextModule.re())
        .value("itertools", itertools());
  }

  private static HostObject itertools() {
    return new Members("module")
        .function(
            "chain",
            arguments -> {
              List<Object> all = new ArrayList<>();
              arguments.positional().forEach(each -> items(each).forEachRemaining(all::add));
              return all;
            })
        .function(
            "product",
            arguments -> {
              List<List<Object>> rows = List.of(List.of());
              for (Object each : arguments.positional()) {
                List<Object> values = list(each);
                rows =
                    rows.stream()
                        .flatMap(row -> values.stream().map(value -> plus(row, value)))
                        .toList();
              }
              return new ArrayList<Object>(rows.stream().map(Tuple::copyOf).toList());
            })
        .function(
            "combinations",
            arguments -> {
              List<Object> values = list(arguments.required(0, "iterable"));
              List<List<Object>> rows = List.of(List.of());
              int size = ((Number) arguments.required(1, "r")).intValue();
              for (int i = 0; i < size; i++) {
                rows =
                    rows.stream()
                        .flatMap(
                            row ->
                                values
                                    .subList(
                                        row.isEmpty()
                                            ? 0
                                            : values.indexOf(row.get(row.size() - 1)) + 1,
                                        values.size())
                                    .stream()
                                    .map(value -> plus(row, value)))
                        .toList();
              }
              return new ArrayList<Object>(rows.stream().map(Tuple::copyOf).toList());
            });
  }

  private static List<Object> plus(List<Object> row, Object value) {
    List<Object> longer = new ArrayList<>(row);
    longer.add(value);
    return longer;
  }

  private static HostObject exceptions() {
    Members members =
        new Members("exceptions")
            .function(
                "warn",
                arguments -> {
                  LOG.warn("{}", arguments.required(0, "msg"));
                  return "";
                });
    List.of(
            "raise_compiler_error",
            "raise_not_implemented",
            "raise_database_error",
            "raise_contract_error",
            "raise_fail_fast_error",
            "column_type_missing")
        .forEach(
            name ->
                members.function(
                    name,
                    arguments ->
                        raise(
                            arguments.positional().isEmpty()
                                ? name
                                : String.valueOf(arguments.positional().get(0)))));
    return members;
  }

  private static Object raise(String message) {
    throw new Fault(
        Fault.Kind.RUNTIME,
        message,
        "The template refuses this itself: see the macro or model at this place.");
  }

  private static Object log(Arguments arguments) {
    if (Boolean.TRUE.equals(arguments.optional(1, "info", false))) {
      LOG.info("{}", arguments.required(0, "msg"));
    } else {
      LOG.debug("{}", arguments.required(0, "msg"));
    }
    return "";
  }

  private static Object print(Arguments arguments) {
    LOG.info("{}", arguments.required(0, "msg"));
    return "";
  }

  private interface Reading {
    Object of(String text);
  }

  private static Object orDefault(Arguments arguments, String name, Reading reading) {
    try {
      return reading.of(arguments.text(0, name));
    } catch (Fault wrong) {
      if (arguments.has(1, "default")) {
        return arguments.optional(1, "default", null);
      }
      throw wrong;
    }
  }

  private static Object set(Arguments arguments) {
    return new LinkedHashSet<>(list(arguments.required(0, "value")));
  }

  private static Object zip(Arguments arguments) {
    List<Iterator<Object>> all = arguments.positional().stream().map(CommonContext::items).toList();
    List<Object> rows = new ArrayList<>();
    while (!all.isEmpty() && all.stream().allMatch(Iterator::hasNext)) {
      rows.add(Tuple.copyOf(all.stream().map(Iterator::next).toList()));
    }
    return rows;
  }

  private static Iterator<Object> items(Object value) {
    return list(value).iterator();
  }

  private static List<Object> list(Object value) {
    List<Object> all = new ArrayList<>();
    Iteration.over(value).forEachRemaining(all::add);
    return all;
  }
}
