package io.caravan.route.editing;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.Registry;

/**
 * The beans of the running context, to look at. A registry that is shared would be wiped when the
 * scratch context closes, and a component that is shared would be stopped with it: components stay
 * out of sight.
 */
final class ReadOnlyBeans implements BeanRepository {
  private final Registry beans;

  ReadOnlyBeans(Registry beans) {
    this.beans = beans;
  }

  @Override
  public Object lookupByName(String name) {
    return visible(beans.lookupByName(name));
  }

  @Override
  public <T> T lookupByNameAndType(String name, Class<T> type) {
    return hidden(type) ? null : visible(beans.lookupByNameAndType(name, type));
  }

  @Override
  public <T> Map<String, T> findByTypeWithName(Class<T> type) {
    return hidden(type) ? Map.of() : beans.findByTypeWithName(type);
  }

  @Override
  public <T> Set<T> findByType(Class<T> type) {
    return hidden(type)
        ? Set.of()
        : beans.findByType(type).stream()
            .filter(bean -> visible(bean) != null)
            .collect(Collectors.toSet());
  }

  private static <T> T visible(T bean) {
    return bean instanceof Component || bean instanceof CamelContext ? null : bean;
  }

  private static boolean hidden(Class<?> type) {
    return Component.class.isAssignableFrom(type) || CamelContext.class.isAssignableFrom(type);
  }
}
