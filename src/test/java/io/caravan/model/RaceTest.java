package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.caravan.lake.Lake;
import io.caravan.lake.LakeTable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes build one model: the second one publishes while the first one is between two steps.
 */
class RaceTest {
  private static final String MERGED =
      """
      {{ config(materialized='incremental', unique_key='id') }}
      select * from {{ source('bronze', 'users') }}
      {% if is_incremental() %} where seen > (select max(seen) from {{ this }}) {% endif %}
      qualify row_number() over (partition by id order by seen desc) = 1
      """;

  @TempDir Path temp;
  private final AtomicReference<Runnable> race = new AtomicReference<>();
  private Workshop workshop;
  private Path project;

  @BeforeEach
  void open() {
    workshop = new Workshop(temp);
    project = Workshop.project(temp.resolve("project"), "models/silver/users.sql", MERGED);
    users("(1, 'first', 1), (2, 'first', 1)");
    assertThat(
            workshop
                .models(project)
                .build(Selection.of("silver.users"), RunOptions.USUAL)
                .complaint())
        .isEmpty();
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  private void users(String rows) {
    workshop.append("bronze.users", "SELECT * FROM (VALUES " + rows + ") AS t(id, name, seen)");
  }

  private void anotherProcessPublishesWhatIsNewer() {
    users("(1, 'third', 3)");
    assertThat(
            workshop
                .models(project)
                .build(Selection.of("silver.users"), RunOptions.USUAL)
                .complaint())
        .isEmpty();
  }

  @Test
  void rows_that_were_read_before_another_process_published_do_not_overwrite_newer_ones() {
    users("(1, 'second', 2)");
    race.set(this::anotherProcessPublishesWhatIsNewer);
    assertThat(racing("branch").build(Selection.of("silver.users"), RunOptions.USUAL).complaint())
        .isEmpty();

    assertThat(race.get()).as("the race has happened").isNull();
    assertThat(workshop.rows("SELECT id, name FROM silver.users ORDER BY ALL"))
        .isEqualTo(List.of(List.of(1, "third"), List.of(2, "first")));
  }

  @Test
  void a_second_attempt_never_writes_a_file_of_the_first_again() {
    users("(1, 'second', 2), (2, 'second', 2)");
    race.set(this::anotherProcessPublishesWhatIsNewer);
    TreeSet<String> before = files();
    assertThat(racing("publish").build(Selection.of("silver.users"), RunOptions.USUAL).complaint())
        .isEmpty();

    assertThat(race.get()).as("the race has happened").isNull();
    // The refused attempt's, and the other process's: what the second attempt found to do was
    // nothing.
    assertThat(files()).hasSize(before.size() + 2);
    users("(2, 'fourth', 4)");
    race.set(this::anotherPublishesAndMoreArrives);
    assertThat(racing("publish").build(Selection.of("silver.users"), RunOptions.USUAL).complaint())
        .isEmpty();
    assertThat(files())
        .as("two files of the racing build, one of the other")
        .hasSize(before.size() + 5);
    assertThat(workshop.rows("SELECT id, name FROM silver.users ORDER BY ALL"))
        .isEqualTo(List.of(List.of(1, "seventh"), List.of(2, "fourth")));
  }

  private void anotherPublishesAndMoreArrives() {
    users("(1, 'sixth', 6)");
    assertThat(
            workshop
                .models(project)
                .build(Selection.of("silver.users"), RunOptions.USUAL)
                .complaint())
        .isEmpty();
    users("(1, 'seventh', 7)");
  }

  private TreeSet<String> files() {
    TreeSet<String> names = new TreeSet<>();
    try (var all = java.nio.file.Files.walk(temp.resolve("s3/lake/silver/users"))) {
      all.map(Path::toString).filter(name -> name.endsWith(".parquet")).forEach(names::add);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return names;
  }

  /**
   * Models over a lake in which another process acts just before a table's method is called for the
   * first time.
   */
  private Models racing(String method) {
    UnaryOperator<LakeTable> observed =
        table -> observed(LakeTable.class, table, method, UnaryOperator.identity());
    Lake lake = observed(Lake.class, workshop.lake, "", found -> observedTable(found, observed));
    return new Models(project, ProjectSettings.usual(), lake, workshop.engine, Clock.systemUTC());
  }

  private static Object observedTable(Object found, UnaryOperator<LakeTable> observed) {
    if (found instanceof Optional<?> perhaps) {
      return perhaps.map(each -> each instanceof LakeTable table ? observed.apply(table) : each);
    }
    return found instanceof LakeTable table && table.name().namespace().equals("silver")
        ? observed.apply(table)
        : found;
  }

  private <T> T observed(Class<T> type, T real, String method, UnaryOperator<Object> seen) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, arguments) -> {
              if (called.getName().equals(method)) {
                Optional.ofNullable(race.getAndSet(null)).ifPresent(Runnable::run);
              }
              try {
                return seen.apply(called.invoke(real, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
