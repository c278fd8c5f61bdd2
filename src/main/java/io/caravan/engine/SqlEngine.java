package io.caravan.engine;

/** An SQL engine. Sessions are cheap, isolated from each other and used by one thread at a time. */
public interface SqlEngine extends AutoCloseable {
  /** The dbt adapter type whose macros fit this engine, for example {@code duckdb}. */
  String dialect();

  SqlSession session();

  @Override
  void close();
}
