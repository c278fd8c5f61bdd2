package io.caravan.model;

import io.caravan.jinja.value.Arguments;
import io.caravan.record.Column;
import io.caravan.record.DatasetName;
import io.caravan.record.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes down what a template asks for while the project is read, and answers as if there were
 * nothing yet.
 */
final class Recording implements Calls {
  // A name for what is not known yet: never read, only printed into text that is thrown away.
  private static final Relation SOMETHING = Relation.table(new DatasetName("parsing", "relation"));

  private final Place otherwise;
  private final Map<Reference, Place> refs = new LinkedHashMap<>();
  private final Map<List<String>, Place> sources = new LinkedHashMap<>();
  private Config config;
  private Config inFile = Config.NONE;

  Recording(Config config, Place otherwise) {
    this.config = config;
    this.otherwise = otherwise;
  }

  Map<Reference, Place> refs() {
    return refs;
  }

  Map<List<String>, Place> sources() {
    return sources;
  }

  /** What {@code config()} said in the file itself. */
  Config inFile() {
    return inFile;
  }

  @Override
  public boolean execute() {
    return false;
  }

  @Override
  public Object ref(Reference reference, Arguments call) {
    refs.putIfAbsent(reference, call.place().orElse(otherwise));
    return SOMETHING;
  }

  @Override
  public Object source(String source, String table, Arguments call) {
    sources.putIfAbsent(List.of(source, table), call.place().orElse(otherwise));
    return SOMETHING;
  }

  @Override
  public Object configure(Map<String, Object> settings) {
    inFile = inFile.with(settings);
    config = config.with(settings);
    return "";
  }

  @Override
  public Config config() {
    return config;
  }

  @Override
  public Object self() {
    return SOMETHING;
  }

  @Override
  public boolean incremental() {
    return false;
  }

  @Override
  public Optional<Relation> find(DatasetName dataset) {
    return Optional.empty();
  }

  @Override
  public List<Relation> relations() {
    return List.of();
  }

  @Override
  public List<Column> columns(DatasetName dataset) {
    return List.of();
  }

  @Override
  public ResultTable query(String sql) {
    return null;
  }
}
