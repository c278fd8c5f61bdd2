package io.caravan.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The documents of the documentation site, against those that real dbt has written of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocsTest {
  private static final Path SPEC = Path.of("src/test/resources/spec/model/docs");
  private static final List<String> PARTS =
      List.of("config", "depends_on", "checksum", "contract", "docs", "test_metadata", "owner");
  @TempDir static Path temp;
  private Map<String, Object> golden;
  private Map<?, ?> manifest;
  private Map<?, ?> catalog;

  @BeforeAll
  void generate() throws Exception {
    golden = YamlReader.read("keys.yaml", Files.readString(SPEC.resolve("keys.yaml"))).plain();
    try (Workshop workshop = new Workshop(temp.resolve("lake"))) {
      for (String table : List.of("bronze.users", "bronze.orders")) {
        workshop.append(table, "select range + 1 as id, now()::timestamp as _at from range(3)");
      }
      Path project = Workshop.copy(SPEC.resolve("project"), temp.resolve("shop"));
      Models models = workshop.models(project);
      assertThat(models.build(Selection.ALL, RunOptions.USUAL).complaint()).isEmpty();
      Path target = models.docs(Selection.ALL, RunOptions.USUAL);
      manifest = (Map<?, ?>) Json.read(Files.readString(target.resolve("manifest.json")));
      catalog = (Map<?, ?>) Json.read(Files.readString(target.resolve("catalog.json")));
    }
  }

  @Test
  void everything_has_the_id_that_dbt_gives_it() {
    Set<String> ids = new TreeSet<>();
    for (String section : List.of("nodes", "sources", "exposures", "unit_tests")) {
      things(manifest, section).keySet().forEach(id -> ids.add((String) id));
    }
    assertThat(ids).isEqualTo(new TreeSet<>((List<?>) golden.get("ids")));
  }

  @Test
  void the_manifest_has_every_key_that_dbt_writes() {
    Map<String, Set<String>> keys = new TreeMap<>();
    gather(keys, "", manifest);
    gather(keys, "metadata", manifest.get("metadata"));
    for (String section :
        List.of("nodes", "sources", "exposures", "unit_tests", "macros", "docs", "groups")) {
      things(manifest, section).values().forEach(thing -> gatherNode(keys, (Map<?, ?>) thing));
    }
    assertHasAll(keys, "manifest");
  }

  @Test
  void the_catalog_has_every_key_that_dbt_writes() {
    Map<String, Set<String>> keys = new TreeMap<>();
    gather(keys, "", catalog);
    gather(keys, "metadata", catalog.get("metadata"));
    for (String section : List.of("nodes", "sources")) {
      for (Object table : things(catalog, section).values()) {
        gather(keys, "table", table);
        gather(keys, "table metadata", ((Map<?, ?>) table).get("metadata"));
        things((Map<?, ?>) table, "columns").values().forEach(c -> gather(keys, "column", c));
        things((Map<?, ?>) table, "stats").values().forEach(s -> gather(keys, "stat", s));
      }
    }
    assertHasAll(keys, "catalog");
  }

  @Test
  void what_the_site_shows_is_said() {
    Map<?, ?> revenue = (Map<?, ?>) things(manifest, "nodes").get("model.shop.revenue");
    assertThat(revenue.get("description")).isEqualTo("The *revenue*");
    assertThat(revenue.get("patch_path")).isEqualTo("shop://models/gold/schema.yml");
    assertThat(revenue.get("primary_key")).isEqualTo(List.of("id"));
    assertThat(revenue.get("docs")).isEqualTo(Map.of("show", true, "node_color", "red"));
    assertThat((String) revenue.get("compiled_code")).contains("from \"silver\".\"orders\" o");
    assertThat(((Map<?, ?>) revenue.get("depends_on")).get("macros"))
        .isEqualTo(List.of("macro.shop.dispatched"));
    assertThat(things(manifest, "macros").get("macro.shop.cents"))
        .asString()
        .contains("description=to cents", "description=a column");
    assertThat(things(manifest, "docs").keySet().stream().map(String::valueOf))
        .containsExactlyInAnyOrder("doc.shop.rev", "doc.shop.__overview__");
    assertThat(((Map<?, ?>) things(manifest, "exposures").get("exposure.shop.board")).get("label"))
        .isEqualTo("The board");
    assertThat(things(manifest, "group_map").get("finance"))
        .isEqualTo(List.of("model.shop.inc", "model.shop.orders", "model.shop.users"));
    Map<?, ?> orders = (Map<?, ?>) things(catalog, "nodes").get("model.shop.orders");
    assertThat(things(orders, "columns").get("cents"))
        .asString()
        .contains("type=BIGINT", "index=3", "name=cents");
    assertThat(things(orders, "stats").get("num_rows")).asString().contains("value=3");
    assertThat(things(catalog, "sources").keySet().stream().map(String::valueOf))
        .containsExactlyInAnyOrder("source.shop.bronze.users", "source.shop.bronze.orders");
  }

  private static Map<?, ?> things(Map<?, ?> document, String section) {
    return (Map<?, ?>) document.get(section);
  }

  private static void gatherNode(Map<String, Set<String>> keys, Map<?, ?> node) {
    String kind = (String) node.get("resource_type");
    if (kind.equals("test")) {
      kind = node.get("test_metadata") != null ? "generic test" : "singular test";
    }
    gather(keys, kind, node);
    for (String part : PARTS) {
      gather(keys, kind + " " + part, node.get(part));
    }
    if (node.get("columns") instanceof Map<?, ?> columns) {
      for (Object column : columns.values()) {
        gather(keys, kind + " column", column);
      }
    }
  }

  private static void gather(Map<String, Set<String>> keys, String name, Object thing) {
    if (thing instanceof Map<?, ?> map) {
      Set<String> known = keys.computeIfAbsent(name, key -> new TreeSet<>());
      map.keySet().forEach(key -> known.add((String) key));
    }
  }

  private void assertHasAll(Map<String, Set<String>> keys, String document) {
    Map<String, Set<String>> missing = new TreeMap<>();
    ((Map<?, ?>) golden.get(document))
        .forEach(
            (kind, wanted) -> {
              Set<String> lacks = new TreeSet<>();
              ((Collection<?>) wanted).forEach(key -> lacks.add((String) key));
              lacks.removeAll(keys.getOrDefault((String) kind, Set.of()));
              if (!lacks.isEmpty()) {
                missing.put((String) kind, lacks);
              }
            });
    assertThat(missing).isEmpty();
  }
}
