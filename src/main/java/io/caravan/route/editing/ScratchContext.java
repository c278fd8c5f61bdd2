package io.caravan.route.editing;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ExtendedPropertyConfigurerGetter;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.support.DefaultRegistry;

/**
 * A throwaway context in which routes are built but never started: no consumer, no producer, no connection. It sees the running
 * context's beans, properties and component settings, and can change none of them.
 */
final class ScratchContext implements AutoCloseable {
  private final DefaultCamelContext context;

  ScratchContext(CamelContext running) {
    context = new DefaultCamelContext(new DefaultRegistry(new ReadOnlyBeans(running.getRegistry())));
    context.disableJMX();
    context.getCamelContextExtension().setName("check");
    context.setAutoStartup(false);
    context.setApplicationContextClassLoader(running.getApplicationContextClassLoader());
    context.getPropertiesComponent().setInitialProperties(running.getPropertiesComponent().loadProperties());
    // Kamelets tell it to build their routes only if it is there before the context is initialised.
    context.getComponent("kamelet", true, false);
    running.getComponentNames().stream().sorted().forEach(name -> copySettings(running, name));
    context.build();
    context.init();
  }

  DefaultCamelContext context() {
    return context;
  }

  private void copySettings(CamelContext running, String name) {
    Component theirs = running.hasComponent(name);
    Component ours = context.getComponent(name, true, false);
    if (ours == null || ours.getClass() != theirs.getClass()) {
      return; // A component bound by hand: endpoints of it are built by its own default settings.
    }
    PropertyConfigurer configurer = theirs.getComponentPropertyConfigurer();
    if (configurer instanceof ExtendedPropertyConfigurerGetter settings) {
      Map<String, Object> options = settings.getAllOptions(theirs);
      for (String option : options.keySet()) {
        Object value = settings.getOptionValue(theirs, option, false);
        if (value != null) {
          configurer.configure(context, ours, option, value, false);
        }
      }
    }
  }

  @Override
  public void close() {
    context.stop();
  }
}
