package io.caravan.runs;

import io.caravan.TempFolder;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the {@link Databases}, started by the first that asks and stopped after the last. */
final class DatabasesExtension implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Databases.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(DatabasesExtension.class))
        .getOrComputeIfAbsent(
            Databases.class,
            key -> new Databases(TempFolder.make("caravan-ledger")),
            Databases.class);
  }
}
