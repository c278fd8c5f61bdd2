package io.caravan.lake;

import io.caravan.TempFolder;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the {@link Parts}, started by the first that asks and stopped after the last. */
final class PartsExtension implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Parts.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(PartsExtension.class))
        .getOrComputeIfAbsent(
            Parts.class, key -> new Parts(TempFolder.make("caravan-lake")), Parts.class);
  }
}
