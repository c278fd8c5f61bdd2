package io.caravan;

import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import io.caravan.record.Problem;
import io.caravan.record.ProjectException;
import io.caravan.route.KameletPerRoute;
import io.caravan.route.TableChanges;
import io.caravan.route.editing.LiveRoutes;
import io.caravan.route.editing.RouteFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.Route;
import org.apache.camel.main.Main;
import org.apache.camel.model.Model;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.util.URISupport;
import org.apache.camel.util.UnsafeUriCharactersEncoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The routes of a project, running in Camel Main over the parts of an {@link Application}. */
public final class Pipelines implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Pipelines.class);
  private static final int DRAIN_SECONDS = 25;

  private final Application application;
  private final Main main = new Main();
  private final RouteFiles files;
  private final TableChanges changes = new TableChanges();
  private LiveRoutes live;
  private ProjectWatch watch;
  private Health health;

  public Pipelines(Application application) {
    this(application, new RouteFiles(application.settings().path(Key.ROUTES)));
  }

  /** Only these routes, with what else stands in their files and what routes share. */
  public Pipelines(Application application, Set<String> routes) {
    this(application, new RouteFiles(application.settings().path(Key.ROUTES)).only(routes));
  }

  private Pipelines(Application application, RouteFiles files) {
    this.application = application;
    application.models().listen((dataset, snapshot) -> changes.published(dataset, snapshot.id()));
    this.files = files;
  }

  /**
   * Checks everything and starts the routes.
   *
   * @throws ProjectException when a route, Kamelet, model or suite is wrong: nothing runs then
   */
  public void start() {
    Problem taken = serverTaken();
    if (taken != null) {
      throw new ProjectException(List.of(taken));
    }
    application.reachBucket();
    context(true);
    List<Problem> problems = problems();
    application.silentSources().forEach(silent -> LOG.warn("{}", silent));
    if (!problems.isEmpty()) {
      throw new ProjectException(problems);
    }
    application.warm();
    health = new Health(application, main.getCamelContext());
    RouteFiles.Options usual = RouteFiles.Options.DEFAULT;
    live =
        files.run(
            main.getCamelContext(),
            application.clock(),
            new RouteFiles.Options(
                application.settings().get(Key.LIVE), usual.interval(), usual.patience()));
    if (application.settings().get(Key.LIVE)) {
      watch = ProjectWatch.start(application, this::modelAgain);
    }
  }

  /**
   * What models and suites say has changed: routes that follow a table handle what it shows now
   * once more.
   */
  private void modelAgain() {
    routes().stream()
        .filter(route -> watchedTable(route).isPresent())
        .forEach(application.ledger().history()::runAgain);
  }

  /** Every mistake that can be found without running anything. */
  public List<Problem> check() {
    application.reachBucket();
    context(false);
    return problems();
  }

  /** Ids of the user's routes, sorted. */
  public SortedSet<String> routes() {
    return main.getCamelContext().getRoutes().stream()
        .filter(route -> !route.isCreatedByKamelet())
        .map(Route::getRouteId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a route reads records as they come. */
  public boolean streams(String route) {
    return beginsWith(route, "kafka-records-source") || takesDeliveries(route);
  }

  /** Whether webhooks are delivered to a route. */
  public boolean takesDeliveries(String route) {
    return beginsWith(route, "signed-webhook-source");
  }

  private boolean beginsWith(String route, String kamelet) {
    return input(route).startsWith("kamelet:" + kamelet);
  }

  private String input(String route) {
    Model model = main.getCamelContext().getCamelContextExtension().getContextPlugin(Model.class);
    return model.getRouteDefinition(route).getInput().getUri();
  }

  /** A parameter that a route gives to the Kamelet it begins with; empty when it gives none. */
  public Optional<String> parameter(String route, String name) {
    try {
      Object value =
          URISupport.parseParameters(URI.create(UnsafeUriCharactersEncoder.encode(input(route))))
              .get(name);
      return Optional.ofNullable(value)
          .map(text -> main.getCamelContext().resolvePropertyPlaceholders(text.toString()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(
          "Cannot read the address of route " + route + ": " + input(route), e);
    }
  }

  /** The table that a route follows; empty when the route begins with something else. */
  public Optional<DatasetName> watchedTable(String route) {
    return beginsWith(route, "table-changes-source")
        ? parameter(route, "table").map(DatasetName::parse)
        : Optional.empty();
  }

  private List<Problem> problems() {
    List<Problem> own = new ArrayList<>(application.suites().problems());
    if (Files.exists(application.settings().path(Key.PROJECT).resolve("dbt_project.yml"))) {
      own.addAll(application.models().problems());
    }
    List<Problem> problems = new ArrayList<>(files.check(main.getCamelContext()));
    // A route stumbles over every mistake of the models and suites that it uses: once is enough.
    problems.removeIf(ofRoute -> own.stream().anyMatch(o -> o.what().equals(ofRoute.what())));
    problems.addAll(own);
    return problems;
  }

  /**
   * Camel without a route: beans and settings, so that routes can be checked against them and then
   * added.
   */
  private void context(boolean running) {
    Properties properties = new Properties();
    Key.all().stream()
        .filter(key -> !key.name().contains("*"))
        .forEach(key -> properties.setProperty(key.name(), key.fallback()));
    application.settings().all().forEach(properties::setProperty);
    properties.setProperty("camel.main.name", "caravan");
    properties.setProperty("camel.main.shutdownTimeout", Integer.toString(DRAIN_SECONDS));
    properties.setProperty("camel.main.autoConfigurationLogSummary", "false");
    properties.setProperty("camel.main.jmxEnabled", "false");
    properties.setProperty("camel.main.routesCollectorEnabled", "false");
    properties.setProperty("camel.component.kamelet.location", "classpath:/kamelets");
    // A run keeps the thread that its heartbeat came on; ten would be the most for all routes
    // together.
    properties.setProperty(
        "camel.component.quartz.properties[org.quartz.threadPool.threadCount]", "50");
    URI server = application.settings().get(Key.SERVER);
    properties.setProperty("camel.management.enabled", Boolean.toString(running));
    properties.setProperty("camel.management.host", server.getHost());
    properties.setProperty("camel.management.port", Integer.toString(server.getPort()));
    properties.setProperty("camel.management.healthCheckEnabled", "true");
    properties.setProperty("camel.health.exposureLevel", "full");
    properties.setProperty("caravan.bucket", application.bucket());
    main.setInitialProperties(properties);
    main.setDefaultPropertyPlaceholderLocation("false");
    main.bind("lake", application.lake());
    main.bind("engine", application.engine());
    main.bind("ledger", application.ledger());
    main.bind("models", application.models());
    main.bind("suites", application.suites());
    main.bind("clock", application.clock());
    main.bind("changes", changes);
    main.bind("kafkaCluster", application.kafka());
    main.bind("streams", application.streams());
    main.bind("replays", application.replays());
    main.bind("deadLetters", application.deadLetters());
    main.bind("webhooks", application.webhooks());
    main.bind("maintenance", application.maintenance());
    main.bind("lakeStore", application.objectStoreClient());
    main.bind("kameletPerRoute", new KameletPerRoute());
    application.sources().forEach(main::bind);
    try {
      main.start();
      main.getCamelContext().getCamelContextExtension().setErrorHandlerFactory(quiet());
    } catch (Exception e) {
      throw new ProjectException(
          Place.file("application.properties"),
          "Cannot start Camel: " + rootMessage(e),
          "Check the keys that begin with 'camel.'.");
    }
  }

  /**
   * The ledger and its log say why a run failed; Camel's own report of every step would bury it.
   */
  private static ErrorHandlerFactory quiet() {
    DefaultErrorHandlerDefinition handler = new DefaultErrorHandlerDefinition();
    // Camel asks for logExhausted only where there are redeliveries; what begins no run is logged
    // by its consumer.
    handler.setLevel("OFF");
    return handler;
  }

  /** Camel only logs a taken port and goes on without its server: look before. */
  private Problem serverTaken() {
    URI server = application.settings().get(Key.SERVER);
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(server.getHost(), server.getPort()));
      return null;
    } catch (IOException e) {
      return new Problem(
          application.settings().place(Key.SERVER.name()),
          "Cannot listen at '" + server + "': " + e.getMessage() + ".",
          "Stop what listens there, or choose another: --set "
              + Key.SERVER.name()
              + "=http://127.0.0.1:8081");
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage();
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    if (health != null) {
      health.close();
    }
    if (live != null) {
      live.close();
    }
    main.getShutdownStrategy().shutdown();
    try {
      if (main.getCamelContext() != null) {
        main.getCamelContext().getShutdownStrategy().setTimeout(DRAIN_SECONDS);
        main.getCamelContext().getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
      }
      main.stop();
    } catch (Exception e) {
      throw new IllegalStateException("Cannot stop Camel: " + e.getMessage(), e);
    }
  }
}
