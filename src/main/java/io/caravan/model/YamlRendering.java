package io.caravan.model;

import io.caravan.jinja.Bindings;
import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Callable;
import io.caravan.jinja.value.Fault;
import io.caravan.record.Spelling;
import java.util.Map;

/**
 * Renders templates in YAML with what is known before any project is: environment, target,
 * variables from outside.
 */
record YamlRendering(
    Templates templates, ProjectSettings settings, RunFacts facts, Map<String, String> docs)
    implements Rendering {
  @Override
  public Object render(Yaml.Scalar template) {
    Map<String, Object> context =
        CommonContext.of(
            settings, new Variables(settings.vars(), settings.environment()), facts, "project");
    context.put("doc", (Callable) this::doc);
    return templates.value(template.place(), template.text(), Bindings.of(context));
  }

  private Object doc(Arguments arguments) {
    String name = arguments.text(arguments.positional().size() - 1, "name");
    if (!docs.containsKey(name)) {
      throw new Fault(
          Fault.Kind.UNDEFINED,
          "docs block '" + name + "' does not exist",
          Spelling.didYouMean(
              name,
              docs.keySet(),
              "Write it in a Markdown file below models/: {% docs "
                  + name
                  + " %} ... {% enddocs %}."));
    }
    return docs.get(name);
  }
}
