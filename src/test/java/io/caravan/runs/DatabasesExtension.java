package io.caravan.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
        .getOrComputeIfAbsent(Databases.class, key -> start(), Databases.class);
  }

  private static Databases start() {
    try {
      return new Databases(Files.createTempDirectory("caravan-ledger"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
