package io.caravan;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.caravan", importOptions = ImportOption.DoNotIncludeTests.class)
class BoundariesTest {
  @ArchTest
  static final ArchRule packages_depend_only_on_the_stages_before_them =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("record")
          .definedBy("io.caravan.record..")
          .layer("jinja")
          .definedBy("io.caravan.jinja..")
          .layer("lake")
          .definedBy("io.caravan.lake..")
          .layer("engine")
          .definedBy("io.caravan.engine..")
          .layer("stream")
          .definedBy("io.caravan.stream..")
          .layer("webhook")
          .definedBy("io.caravan.webhook..")
          .layer("registry")
          .definedBy("io.caravan.registry..")
          .layer("bronze")
          .definedBy("io.caravan.bronze..")
          .layer("table")
          .definedBy("io.caravan.table..")
          .layer("dead")
          .definedBy("io.caravan.dead..")
          .layer("position")
          .definedBy("io.caravan.position..")
          .layer("enrich")
          .definedBy("io.caravan.enrich..")
          .layer("quality")
          .definedBy("io.caravan.quality..")
          .layer("model")
          .definedBy("io.caravan.model..")
          .layer("runs")
          .definedBy("io.caravan.runs..")
          .layer("route")
          .definedBy("io.caravan.route..")
          .layer("embedded")
          .definedBy("io.caravan.embedded..")
          .layer("testing")
          .definedBy("io.caravan.testing..")
          .layer("command")
          .definedBy("io.caravan.command..")
          .layer("root")
          .definedBy("io.caravan")
          .whereLayer("jinja")
          .mayOnlyAccessLayers("record")
          .whereLayer("lake")
          .mayOnlyAccessLayers("record")
          .whereLayer("engine")
          .mayOnlyAccessLayers("record", "lake")
          .whereLayer("stream")
          .mayOnlyAccessLayers("record")
          .whereLayer("webhook")
          .mayOnlyAccessLayers("record", "stream")
          .whereLayer("registry")
          .mayOnlyAccessLayers("record", "stream")
          .whereLayer("bronze")
          .mayOnlyAccessLayers("record", "lake", "engine", "stream")
          .whereLayer("table")
          .mayOnlyAccessLayers("record", "lake", "engine", "stream")
          .whereLayer("dead")
          .mayOnlyAccessLayers("record", "lake", "engine", "stream", "bronze")
          .whereLayer("position")
          .mayOnlyAccessLayers("record", "lake", "stream", "bronze")
          .whereLayer("enrich")
          .mayOnlyAccessLayers("record", "lake", "engine", "stream", "bronze")
          .whereLayer("quality")
          .mayOnlyAccessLayers("record", "lake", "engine")
          .whereLayer("model")
          .mayOnlyAccessLayers("record", "jinja", "lake", "engine", "quality")
          .whereLayer("runs")
          .mayOnlyAccessLayers("record")
          .whereLayer("embedded")
          .mayOnlyAccessLayers("record")
          .whereLayer("route")
          .mayOnlyAccessLayers(
              "record",
              "lake",
              "engine",
              "stream",
              "registry",
              "webhook",
              "bronze",
              "table",
              "dead",
              "enrich",
              "quality",
              "model",
              "runs")
          .whereLayer("testing")
          .mayOnlyAccessLayers(
              "record",
              "lake",
              "engine",
              "stream",
              "webhook",
              "model",
              "runs",
              "route",
              "embedded",
              "root")
          .whereLayer("testing")
          .mayOnlyBeAccessedByLayers("command")
          .whereLayer("record")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching("io.caravan.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule only_the_lake_sees_iceberg =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.caravan.lake..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.iceberg..");

  @ArchTest
  static final ArchRule only_webhooks_see_the_http_server =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.caravan.webhook..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vertx..", "io.netty..");

  @ArchTest
  static final ArchRule only_the_engine_sees_duckdb =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.caravan.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.duckdb..");

  @ArchTest
  static final ArchRule only_routes_commands_and_the_root_see_camel =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.caravan.route..", "io.caravan.command..", "io.caravan")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.camel..");

  @ArchTest
  static final ArchRule records_and_jinja_know_the_jdk_only =
      classes()
          .that()
          .resideInAnyPackage("io.caravan.record..", "io.caravan.jinja..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.caravan.record..", "io.caravan.jinja..");

  @ArchTest
  static final ArchRule nothing_is_named_for_what_it_is_not =
      noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)");
}
