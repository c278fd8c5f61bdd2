package io.caravan.model;

import io.caravan.jinja.Bindings;
import io.caravan.jinja.value.Callable;
import java.util.Map;

/** Renders templates in YAML with what is known before any project is: environment, target, variables from outside. */
record YamlRendering(Templates templates, ProjectSettings settings, RunFacts facts) implements Rendering {
  @Override
  public Object render(Yaml.Scalar template) {
    Map<String, Object> context =
        CommonContext.of(settings, new Variables(settings.vars(), settings.environment()), facts, "project");
    context.put("doc", (Callable) arguments -> "");
    return templates.value(template.place(), template.text(), Bindings.of(context));
  }
}
