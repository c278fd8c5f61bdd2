package io.caravan.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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
        .getOrComputeIfAbsent(Parts.class, key -> start(), Parts.class);
  }

  private static Parts start() {
    try {
      return new Parts(Files.createTempDirectory("caravan-lake"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
