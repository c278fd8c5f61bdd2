package io.caravan.route.editing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.caravan.record.FileVersion;
import io.caravan.record.ProjectException;
import io.caravan.route.editing.FileState.Status;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.SuspendableService;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveRoutesTest {
  private static final String USERS = "routes/bronze/users.camel.yaml";
  private static final String ORDERS = "routes/bronze/orders.camel.yaml";
  private static final String KAMELET = "routes/kamelets/answer-action.kamelet.yaml";

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final TreeMap<String, FileVersion> files = new TreeMap<>();
  private final Set<String> takenPorts = ConcurrentHashMap.newKeySet();
  private final CountDownLatch released = new CountDownLatch(1);
  private LiveRoutes live;

  @BeforeEach
  void start() {
    PortComponent ports = new PortComponent();
    ports.setTaken(takenPorts);
    context.addComponent("port", ports);
    context.getRegistry().bind("received", new AtomicLong());
    context.getRegistry().bind("slow", (Processor) exchange -> released.await());
    context.start();
    live = live(Duration.ofSeconds(20));
    save(KAMELET, kamelet("one"));
    save(USERS, direct("users", "kamelet:answer-action"));
    save(ORDERS, direct("orders", "log:orders"));
    live.start(files);
  }

  private LiveRoutes live(Duration patience) {
    return new LiveRoutes(
        context, new RouteCheck(context, YamlGrammar.load()), Clock.systemUTC(), patience);
  }

  @AfterEach
  void stop() {
    released.countDown();
    context.stop();
  }

  @Test
  void an_edited_route_takes_over_and_the_others_run_on_untouched() {
    Route orders = context.getRoute("bronze.orders");
    edit(USERS, direct("users", "kamelet:answer-action?text=edited"));
    assertThat(ask("users")).isEqualTo("edited");
    assertThat(context.getRoute("bronze.orders")).isSameAs(orders);
    assertThat(live.state().live()).isTrue();
  }

  @Test
  void a_wrong_edit_leaves_the_last_right_version_running_and_says_why() {
    Route users = context.getRoute("bronze.users");
    edit(USERS, direct("users", "kamelet:answr-action"));
    assertThat(ask("users")).isEqualTo("one");
    assertThat(context.getRoute("bronze.users")).isSameAs(users);
    assertThat(state(USERS).status()).isEqualTo(Status.REFUSED);
    assertThat(state(USERS).problems())
        .singleElement()
        .asString()
        .contains("'answr-action' is unknown", "Did you mean 'answer-action'?");
    assertThat(state(ORDERS).status()).isEqualTo(Status.LIVE);
    edit(USERS, direct("users", "kamelet:answer-action?text=healed"));
    assertThat(ask("users")).isEqualTo("healed");
    assertThat(live.state().live()).isTrue();
  }

  @Test
  void a_wrong_file_does_not_hold_back_a_right_one() {
    save(USERS, "- rout:\n");
    edit(ORDERS, direct("orders", "kamelet:answer-action?text=bought"));
    assertThat(ask("orders")).isEqualTo("bought");
    assertThat(ask("users")).isEqualTo("one");
    assertThat(state(USERS).status()).isEqualTo(Status.REFUSED);
    assertThat(state(ORDERS).status()).isEqualTo(Status.LIVE);
  }

  @Test
  void an_edited_kamelet_restarts_exactly_the_routes_that_use_it() {
    save(
        "routes/kamelets/outer-action.kamelet.yaml",
        kamelet("outer")
            .replace("answer-action", "outer-action")
            .replace(
                "- setBody:\n            constant: \"{{text}}\"", "- to: kamelet:answer-action"));
    edit(
        "routes/gold/all.camel.yaml",
        direct("all", "kamelet:outer-action").replace("bronze", "gold"));
    assertThat(ask("all")).isEqualTo("one");
    Route orders = context.getRoute("bronze.orders");
    edit(KAMELET, kamelet("two"));
    assertThat(ask("users")).isEqualTo("two");
    assertThat(ask("all")).isEqualTo("two");
    assertThat(context.getRoute("bronze.orders")).isSameAs(orders);
  }

  @Test
  void two_routes_that_use_a_kamelet_alike_stand_on_their_own() {
    edit(ORDERS, direct("orders", "kamelet:answer-action"));
    edit(USERS, null);
    assertThat(context.getRoute("bronze.users")).isNull();
    assertThat(ask("orders")).isEqualTo("one");
  }

  @Test
  void a_schedule_beats_on_after_its_route_was_edited() {
    for (int version = 0; version < 3; version++) {
      String beat = "counted" + version;
      AtomicLong counted = new AtomicLong();
      context.getRegistry().bind(beat, (Processor) exchange -> counted.incrementAndGet());
      edit("routes/beat.camel.yaml", beat(beat));
      await().until(() -> counted.get() > 3);
    }
    edit("routes/beat.camel.yaml", null);
    assertThat(context.getRoute("beat")).isNull();
  }

  @Test
  void nothing_is_left_behind_by_many_edits() {
    edit(USERS, direct("users", "kamelet:answer-action?text=a"));
    int routes = context.getRoutesSize();
    int endpoints = context.getEndpoints().size();
    int services = context.getRouteDefinitions().size();
    for (int i = 0; i < 20; i++) {
      edit(USERS, direct("users", "kamelet:answer-action?text=" + i));
      edit(KAMELET, kamelet("kamelet " + i));
    }
    assertThat(context.getRoutesSize()).isEqualTo(routes);
    assertThat(context.getEndpoints()).hasSize(endpoints);
    assertThat(context.getRouteDefinitions()).hasSize(services);
  }

  @Test
  void a_new_file_begins_and_a_deleted_file_ends_its_routes() {
    edit(
        "routes/silver/users.camel.yaml",
        direct("silver", "kamelet:answer-action").replace("bronze.silver", "silver.users"));
    assertThat(ask("silver")).isEqualTo("one");
    edit("routes/silver/users.camel.yaml", null);
    assertThat(context.getRoute("silver.users")).isNull();
    assertThat(live.state().files()).doesNotContainKey("routes/silver/users.camel.yaml");
  }

  @Test
  void a_kamelet_that_is_used_cannot_be_deleted() {
    edit(KAMELET, null);
    assertThat(ask("users")).isEqualTo("one");
    assertThat(state(KAMELET).status()).isEqualTo(Status.REFUSED);
    assertThat(state(KAMELET).problems())
        .singleElement()
        .asString()
        .contains(USERS, "'answer-action' is unknown");
    assertThat(state(USERS).status()).isEqualTo(Status.LIVE);
  }

  @Test
  void an_id_taken_from_another_file_is_the_fault_of_the_one_that_was_edited() {
    save("routes/a.camel.yaml", direct("a", "log:a").replace("bronze.a", "bronze.users"));
    edit(ORDERS, direct("orders", "kamelet:answer-action?text=bought"));
    assertThat(state("routes/a.camel.yaml").problems())
        .singleElement()
        .asString()
        .contains("'bronze.users' is used already in " + USERS);
    assertThat(state(USERS).status()).isEqualTo(Status.LIVE);
    assertThat(ask("users")).isEqualTo("one");
    assertThat(ask("orders")).isEqualTo("bought");
  }

  @Test
  void a_comment_restarts_nothing() {
    Route users = context.getRoute("bronze.users");
    edit(USERS, "# who\r\n" + direct("users", "kamelet:answer-action").replace("\n", "\r\n"));
    assertThat(context.getRoute("bronze.users")).isSameAs(users);
    assertThat(state(USERS).status()).isEqualTo(Status.LIVE);
  }

  @Test
  void a_file_with_byte_order_mark_and_windows_line_ends_is_read() {
    edit(
        USERS,
        "\uFEFF" + direct("users", "kamelet:answer-action?text=windows").replace("\n", "\r\n"));
    assertThat(ask("users")).isEqualTo("windows");
  }

  @Test
  void an_emptied_file_is_half_a_save_and_no_wish_to_stop() {
    edit(USERS, "");
    assertThat(ask("users")).isEqualTo("one");
    assertThat(state(USERS).problems()).singleElement().asString().contains("the file is empty");
  }

  @Test
  void a_batch_in_flight_finishes_in_the_version_that_took_it()
      throws ExecutionException, InterruptedException {
    String slow =
        direct("users", "log:slow")
            .replace(
                "- to: log:slow", "- process: {ref: slow}\n        - setBody: {constant: old}");
    edit(USERS, slow);
    CompletableFuture<Object> answer =
        context.createProducerTemplate().asyncRequestBody("direct:users", "x");
    await().until(() -> context.getInflightRepository().size("bronze.users") == 1);
    save(USERS, direct("users", "kamelet:answer-action?text=new"));
    CompletableFuture<Boolean> edit = CompletableFuture.supplyAsync(() -> live.take(files));
    await()
        .until(
            () ->
                ((SuspendableService) context.getRoute("bronze.users").getConsumer())
                    .isSuspended());
    assertThat(edit).isNotDone();
    released.countDown();
    assertThat(answer.get()).isEqualTo("old");
    assertThat(edit.get()).isTrue();
    assertThat(ask("users")).isEqualTo("new");
  }

  @Test
  void an_edit_waits_for_a_long_batch_and_the_route_goes_on_meanwhile()
      throws ExecutionException, InterruptedException {
    LiveRoutes impatient = live(Duration.ofMillis(50));
    files.remove(USERS);
    live.take(files);
    files.clear();
    save(
        "routes/slow.camel.yaml",
        direct("slow", "log:slow")
            .replace("bronze.slow", "slow")
            .replace("- to: log:slow", "- process: {ref: slow}"));
    impatient.start(files);
    CompletableFuture<Object> answer =
        context.createProducerTemplate().asyncRequestBody("direct:slow", "x");
    await().until(() -> context.getInflightRepository().size("slow") == 1);
    save("routes/slow.camel.yaml", direct("slow", "log:fast").replace("bronze.slow", "slow"));
    assertThat(impatient.take(files)).isFalse();
    FileState waiting = impatient.state().files().get("routes/slow.camel.yaml");
    assertThat(waiting.status()).isEqualTo(Status.WAITING);
    assertThat(waiting.problems())
        .singleElement()
        .asString()
        .contains("a batch of slow is still in flight");
    released.countDown();
    answer.get();
    assertThat(impatient.take(files)).isTrue();
    assertThat(impatient.state().live()).isTrue();
  }

  @Test
  void a_version_that_cannot_start_gives_way_to_the_one_before() {
    takenPorts.add("8080");
    edit(
        USERS,
        direct("users", "kamelet:answer-action?text=never").replace("direct:users", "port:8080"));
    assertThat(ask("users")).isEqualTo("one");
    assertThat(state(USERS).problems()).singleElement().asString().contains("Port 8080 is taken");
    takenPorts.clear();
    edit(
        USERS,
        direct("users", "kamelet:answer-action?text=never").replace("direct:users", "port:8081"));
    assertThat(live.state().live()).isTrue();
    assertThat(context.getRoute("bronze.users").getEndpoint().getEndpointUri()).contains("port:");
  }

  @Test
  void shared_beans_and_configurations_take_over_in_every_route() {
    String failing =
        direct("orders", "log:x")
            .replace(
                "- to: log:x",
                "- throwException: {message: broken, exceptionType: java.lang.IllegalStateException}");
    edit(ORDERS, failing);
    edit("routes/dead-letters.camel.yaml", errors("first"));
    assertThat(ask("orders")).isEqualTo("first");
    edit("routes/dead-letters.camel.yaml", errors("second"));
    assertThat(ask("orders")).isEqualTo("second");
    Route orders = context.getRoute("bronze.orders");
    edit(USERS, direct("users", "kamelet:answer-action?text=other"));
    assertThat(context.getRoute("bronze.orders")).isSameAs(orders);
    assertThat(context.getRouteConfigurationDefinitions()).hasSize(1);
  }

  @Test
  void a_kamelet_that_only_the_error_handling_uses_takes_over_everywhere() {
    String failing =
        direct("orders", "log:x")
            .replace(
                "- to: log:x",
                "- throwException: {message: broken, exceptionType: java.lang.IllegalStateException}");
    edit(ORDERS, failing);
    edit(
        "routes/dead-letters.camel.yaml",
        errors("x").replace("setBody: {constant: x}", "to: kamelet:answer-action"));
    assertThat(ask("orders")).isEqualTo("one");
    edit(KAMELET, kamelet("two"));
    assertThat(ask("orders")).isEqualTo("two");
    edit("routes/dead-letters.camel.yaml", null);
    assertThatThrownBy(() -> ask("orders")).hasRootCauseMessage("broken");
  }

  @Test
  void a_project_with_a_mistake_does_not_start() {
    LiveRoutes other = live(Duration.ofSeconds(1));
    files.clear();
    save("routes/a.camel.yaml", direct("a", "log:a").replace("bronze.a", "a"));
    save("routes/b.camel.yaml", direct("b", "lgo:b").replace("bronze.b", "b"));
    assertThatThrownBy(() -> other.start(files))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("routes/b.camel.yaml(6,15)")
        .hasMessageContaining("Did you mean 'log'?");
    assertThat(context.getRoute("a")).isNull();
  }

  private String ask(String direct) {
    return context.createProducerTemplate().requestBody("direct:" + direct, "x", String.class);
  }

  private FileState state(String file) {
    return live.state().files().get(file);
  }

  private void save(String file, String text) {
    files.put(file, RouteCheckTest.version(text));
  }

  private void edit(String file, String text) {
    if (text == null) {
      files.remove(file);
    } else {
      save(file, text);
    }
    live.take(files);
  }

  private static String direct(String name, String to) {
    return """
        - route:
            id: bronze.%s
            from:
              uri: direct:%s
              steps:
                - to: %s
        """
        .formatted(name, name, to);
  }

  private static String beat(String bean) {
    return """
        - route:
            id: beat
            from:
              uri: quartz:caravan/beat
              parameters: {trigger.repeatInterval: 20, trigger.repeatCount: -1}
              steps:
                - process: {ref: %s}
        """
        .formatted(bean);
  }

  private static String kamelet(String text) {
    return """
        apiVersion: camel.apache.org/v1
        kind: Kamelet
        metadata:
          name: answer-action
        spec:
          definition:
            properties:
              text: {title: Text, type: string, default: %s}
          template:
            from:
              uri: kamelet:source
              steps:
                - setBody:
                    constant: "{{text}}"
        """
        .formatted(text);
  }

  private static String errors(String answer) {
    return """
        - routeConfiguration:
            onException:
              - onException:
                  exception: [java.lang.Exception]
                  handled: {constant: "true"}
                  steps:
                    - setBody: {constant: %s}
        """
        .formatted(answer);
  }
}
