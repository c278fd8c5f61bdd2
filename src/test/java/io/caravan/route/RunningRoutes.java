package io.caravan.route;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/**
 * Routes of a file under {@code src/test/resources/routes}, started as the program starts them,
 * with the project's Kamelets.
 */
final class RunningRoutes implements AutoCloseable {
  private final Main main = new Main();

  RunningRoutes(String file, Map<String, Object> beans) {
    main.addInitialProperty("camel.main.routesIncludePattern", "classpath:routes/" + file);
    main.addInitialProperty("camel.component.kamelet.location", "file:routes/kamelets");
    main.addInitialProperty(
        "camel.component.quartz.properties[org.quartz.threadPool.threadCount]", "25");
    main.configure().setBasePackageScanEnabled(false);
    main.bind("kameletPerRoute", new KameletPerRoute());
    beans.forEach(main::bind);
    try {
      main.start();
    } catch (RuntimeException e) {
      main.stop();
      throw e;
    }
  }

  CamelContext context() {
    return main.getCamelContext();
  }

  @Override
  public void close() {
    main.stop();
  }
}
