package io.caravan.model;

import io.caravan.jinja.value.Arguments;
import io.caravan.jinja.value.Fault;
import io.caravan.record.Column;
import io.caravan.record.DatasetName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a model asks for in a unit test: everything it reads is what the test gives. */
record UnitCalls(
    Calls usual,
    Project project,
    Node tested,
    Map<UnitTest.Input, String> inputs,
    boolean incremental)
    implements Calls {

  /** The given rows as common table expressions. */
  Map<String, String> expressions() {
    Map<String, String> expressions = new LinkedHashMap<>();
    inputs.forEach((input, sql) -> expressions.put(Relation.standIn(input.dataset()).print(), sql));
    return expressions;
  }

  private Optional<Relation> given(String id) {
    return inputs.keySet().stream()
        .filter(input -> input.id().equals(id))
        .findFirst()
        .map(input -> Relation.standIn(input.dataset()));
  }

  @Override
  public boolean execute() {
    return true;
  }

  @Override
  public Object ref(Reference reference, Arguments call) {
    return project
        .find(tested.packageName(), reference)
        .flatMap(node -> given(node.id()))
        .orElseThrow(() -> notGiven("ref('" + reference.name() + "')"));
  }

  @Override
  public Object source(String source, String table, Arguments call) {
    return tested.dependsOn().stream()
        .map(project.sources()::get)
        .filter(each -> each != null && each.source().equals(source))
        .filter(each -> each.patch().name().equals(table))
        .findFirst()
        .flatMap(each -> given(each.id()))
        .orElseThrow(() -> notGiven("source('" + source + "', '" + table + "')"));
  }

  private static Fault notGiven(String input) {
    return new Fault(
        Fault.Kind.RUNTIME,
        "the unit test gives no rows for " + input,
        "Add it to 'given:' with 'rows: []' or more.");
  }

  @Override
  public Object configure(Map<String, Object> settings) {
    return "";
  }

  @Override
  public Config config() {
    return tested.config();
  }

  @Override
  public Object self() {
    return given(tested.id()).map(Object.class::cast).orElseGet(usual::self);
  }

  @Override
  public Optional<Relation> find(DatasetName dataset) {
    return usual.find(dataset);
  }

  @Override
  public List<Relation> relations() {
    return usual.relations();
  }

  @Override
  public List<Column> columns(DatasetName dataset) {
    return usual.columns(dataset);
  }

  @Override
  public ResultTable query(String sql) {
    return usual.query(sql);
  }
}
