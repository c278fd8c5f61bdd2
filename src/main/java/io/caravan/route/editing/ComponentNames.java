package io.caravan.route.editing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;

/** The components whose jars are on the class path: each jar lists its own. */
final class ComponentNames {
  private ComponentNames() {}

  static Set<String> onClassPath(CamelContext context) {
    Set<String> names = new TreeSet<>();
    try {
      Enumeration<URL> lists =
          context
              .getClassResolver()
              .loadAllResourcesAsURL("META-INF/services/org/apache/camel/component.properties");
      for (URL list : Collections.list(lists)) {
        try (InputStream in = list.openStream()) {
          Properties properties = new Properties();
          properties.load(in);
          names.addAll(Set.of(properties.getProperty("components", "").split("\\s+")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the components on the class path", e);
    }
    return names;
  }
}
