package io.caravan.route.editing;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ExtendedPropertyConfigurerGetter;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.support.DefaultRegistry;

/**
 * A throwaway context in which routes are built but never started: no consumer, no producer, no
 * connection. It sees the running context's beans, properties and component settings, and can
 * change none of them.
 */
final class ScratchContext implements AutoCloseable {
  private final DefaultCamelContext context;
  private final Set<Object> beans;

  ScratchContext(CamelContext running) {
    context =
        new DefaultCamelContext(new DefaultRegistry(new ReadOnlyBeans(running.getRegistry())));
    beans = Collections.newSetFromMap(new IdentityHashMap<>());
    beans.addAll(running.getRegistry().findByType(Object.class));
    context.disableJMX();
    context.getCamelContextExtension().setName("check");
    context.setAutoStartup(false);
    context.setApplicationContextClassLoader(running.getApplicationContextClassLoader());
    context
        .getPropertiesComponent()
        .setInitialProperties(running.getPropertiesComponent().loadProperties());
    // Kamelets tell it to build their routes only if it is there before the context is initialised.
    context.getComponent("kamelet", true, false);
    components(running).forEach(this::copy);
    context.build();
    context.init();
  }

  DefaultCamelContext context() {
    return context;
  }

  private static SortedMap<String, Component> components(CamelContext running) {
    SortedMap<String, Component> components =
        new TreeMap<>(running.getRegistry().findByTypeWithName(Component.class));
    running.getComponentNames().forEach(name -> components.put(name, running.hasComponent(name)));
    return components;
  }

  private void copy(String name, Component theirs) {
    Component ours = context.getComponent(name, true, false);
    if (ours == null || ours.getClass() != theirs.getClass()) {
      ours = context.getInjector().newInstance(theirs.getClass());
      context.removeComponent(name);
      context.addComponent(name, ours);
    }
    PropertyConfigurer configurer = theirs.getComponentPropertyConfigurer();
    if (configurer instanceof ExtendedPropertyConfigurerGetter settings) {
      Map<String, Object> options = settings.getAllOptions(theirs);
      for (String option : options.keySet()) {
        Object value = settings.getOptionValue(theirs, option, false);
        if (shareable(value)) {
          configurer.configure(context, ours, option, value, false);
        }
      }
    }
  }

  /**
   * Plain values and beans may be used by both; a scheduler or client that the running component
   * made for itself may not.
   */
  private boolean shareable(Object value) {
    return value instanceof String
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof Enum
        || value != null && beans.contains(value);
  }

  @Override
  public void close() {
    context.stop();
  }
}
