package io.caravan.route.editing;

import io.caravan.record.Place;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import io.caravan.record.Spelling;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.component.kamelet.FailedToCreateKameletException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** What Camel threw while it built a route, said as a mistake of the user with its place. */
final class CamelFailure {
  private final CamelContext context;
  private final RouteProject project;

  CamelFailure(CamelContext context, RouteProject project) {
    this.context = context;
    this.project = project;
  }

  /**
   * @param node of the route or Kamelet that failed
   */
  Problem explain(Exception failure, String file, Node node) {
    List<Throwable> causes = causes(failure);
    List<EndpointUse> uses = EndpointUse.in(file, node);
    Optional<EndpointUse> kamelet =
        first(causes, FailedToCreateKameletException.class)
            .flatMap(
                e ->
                    uses.stream()
                        .filter(use -> e.getMessage().contains(" " + use.kameletName()))
                        .findFirst());
    return first(causes, ProjectException.class)
        .filter(e -> !e.problems().isEmpty())
        .map(e -> ofProject(e, kamelet, Yaml.place(file, node)))
        .or(() -> first(causes, MarkedYamlEngineException.class).map(e -> ofYaml(e, file, node)))
        .or(
            () ->
                first(causes, ClassNotFoundException.class)
                    .map(e -> ofClass(e, kamelet, file, node)))
        .or(() -> first(causes, NoSuchBeanException.class).map(e -> ofBean(e, file, node)))
        .or(
            () ->
                first(causes, PropertyBindingException.class)
                    .map(e -> ofProperty(e, causes, uses, kamelet, Yaml.place(file, node))))
        .orElseGet(() -> ofMessage(causes, uses, kamelet, file, node));
  }

  private Problem ofProject(ProjectException e, Optional<EndpointUse> kamelet, Place otherwise) {
    Problem first = e.problems().get(0);
    boolean elsewhere = first.place().line() > 0 && !first.place().file().equals(otherwise.file());
    Place place =
        elsewhere
            ? first.place()
            : kamelet
                .map(use -> mentioned(use, first.what()).map(Parameter::place).orElse(use.place()))
                .orElse(otherwise);
    return new Problem(place, first.what(), first.remedy());
  }

  private static Problem ofYaml(MarkedYamlEngineException e, String file, Node node) {
    Place place =
        e.getProblemMark()
            .map(m -> new Place(file, m.getLine() + 1, m.getColumn() + 1))
            .orElse(Yaml.place(file, node));
    return new Problem(
        place,
        "Cannot read route: "
            + sentence(String.valueOf(e.getProblem() == null ? e.getMessage() : e.getProblem())),
        "Correct it as Camel's YAML reference says.");
  }

  private Problem ofClass(
      ClassNotFoundException e, Optional<EndpointUse> use, String file, Node node) {
    String name = String.valueOf(e.getMessage());
    Optional<Place> inKamelet =
        use.flatMap(u -> project.kamelet(u.kameletName()))
            .flatMap(
                k ->
                    Yaml.containing(k.root(), name)
                        .map(scalar -> Yaml.place(k.yaml().name(), scalar)));
    Place place =
        inKamelet
            .or(() -> Yaml.containing(node, name).map(scalar -> Yaml.place(file, scalar)))
            .orElse(Yaml.place(file, node));
    return new Problem(
        place,
        "Cannot find class: '" + name + "' is not on the class path.",
        "Correct its name, or add its jar.");
  }

  private Problem ofBean(NoSuchBeanException e, String file, Node node) {
    String name = Optional.ofNullable(e.getName()).orElse("");
    Collection<String> known = context.getRegistry().findByTypeWithName(Object.class).keySet();
    Place place =
        Yaml.containing(node, name)
            .map(scalar -> Yaml.place(file, scalar))
            .orElse(Yaml.place(file, node));
    return new Problem(
        place,
        "Cannot find bean: '" + name + "' is unknown.",
        Spelling.didYouMean(
            name,
            known,
            "Define it under '- beans:' in a route file, or name a data source of application.properties."));
  }

  private Problem ofProperty(
      PropertyBindingException e,
      List<Throwable> causes,
      List<EndpointUse> uses,
      Optional<EndpointUse> kamelet,
      Place otherwise) {
    String name = String.valueOf(e.getPropertyName());
    String reason = sentence(reason(causes));
    Optional<Parameter> parameter =
        kamelet
            .flatMap(use -> throughKamelet(use, name).or(() -> mentioned(use, reason)))
            .or(
                () ->
                    uses.stream()
                        .flatMap(use -> Optional.ofNullable(use.parameters().get(name)).stream())
                        .findFirst());
    Place place =
        parameter.map(Parameter::place).or(() -> kamelet.map(EndpointUse::place)).orElse(otherwise);
    String what = "Cannot set '" + parameter.map(Parameter::name).orElse(name) + "': " + reason;
    return new Problem(
        place, what, "Correct the value of '" + parameter.map(Parameter::name).orElse(name) + "'.");
  }

  /** The Kamelet's parameter that a property of one of its beans is filled from. */
  private Optional<Parameter> throughKamelet(EndpointUse use, String beanProperty) {
    Optional<Node> beans =
        project
            .kamelet(use.kameletName())
            .flatMap(KameletFile::template)
            .flatMap(template -> Yaml.at(template, "beans"));
    return beans.stream()
        .flatMap(list -> Yaml.items(list).stream())
        .flatMap(bean -> Yaml.textAt(bean, "properties/" + beanProperty).stream())
        .flatMap(
            text ->
                use.parameters().values().stream()
                    .filter(
                        p ->
                            text.contains("{{" + p.name() + "}}")
                                || text.contains("{{?" + p.name() + "}}")))
        .findFirst();
  }

  /** The parameter whose value or name the message quotes. */
  private static Optional<Parameter> mentioned(EndpointUse use, String message) {
    ToIntFunction<Parameter> value = p -> message.indexOf("'" + p.value() + "'");
    ToIntFunction<Parameter> name = p -> message.indexOf("'" + p.name() + "'");
    return Stream.of(value, name)
        .flatMap(
            by ->
                use.parameters().values().stream()
                    .filter(p -> by.applyAsInt(p) >= 0)
                    .sorted(Comparator.comparingInt(by)))
        .findFirst();
  }

  private Problem ofMessage(
      List<Throwable> causes,
      List<EndpointUse> uses,
      Optional<EndpointUse> kamelet,
      String file,
      Node node) {
    String reason = reason(causes);
    Optional<ScalarNode> quoted =
        innermostFirst(causes)
            .flatMap(cause -> Yaml.longestIn(node, cause.getMessage()).stream())
            .findFirst();
    Optional<Parameter> parameter = kamelet.flatMap(use -> mentioned(use, reason));
    Place place =
        parameter
            .map(Parameter::place)
            .or(() -> kamelet.map(EndpointUse::place))
            .or(
                () ->
                    uses.stream()
                        .filter(
                            use ->
                                !use.path().isEmpty()
                                    && reason.contains(use.scheme() + ":")
                                    && reason.contains(use.path()))
                        .map(EndpointUse::place)
                        .findFirst())
            .or(() -> quoted.map(scalar -> Yaml.place(file, scalar)))
            .orElse(Yaml.place(file, node));
    String value =
        parameter.isPresent()
            ? ""
            : quoted
                .map(ScalarNode::getValue)
                .filter(text -> !reason.contains(text))
                .map(text -> "'" + text + "': ")
                .orElse("");
    return new Problem(
        place,
        "Cannot build route: " + value + sentence(reason),
        parameter
            .map(p -> "Correct the value of '" + p.name() + "'.")
            .orElse("Correct what the message names."));
  }

  /** The message of the innermost cause that has one. */
  private static String reason(List<Throwable> causes) {
    return innermostFirst(causes)
        .filter(cause -> !(cause instanceof Error))
        .map(Throwable::getMessage)
        .filter(message -> message != null && !message.isBlank())
        .findFirst()
        .map(message -> message.lines().findFirst().orElse(message))
        .orElse(causes.get(causes.size() - 1).getClass().getSimpleName());
  }

  private static String sentence(String text) {
    String line = text.strip();
    return line.endsWith(".") || line.endsWith("?") ? line : line + ".";
  }

  private static Stream<Throwable> innermostFirst(List<Throwable> causes) {
    return IntStream.range(0, causes.size()).mapToObj(i -> causes.get(causes.size() - 1 - i));
  }

  private static <T extends Throwable> Optional<T> first(List<Throwable> causes, Class<T> type) {
    return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable at = failure;
        at != null && causes.size() < 32 && !causes.contains(at);
        at = at.getCause()) {
      causes.add(at);
    }
    return causes;
  }
}
