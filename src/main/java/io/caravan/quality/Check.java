package io.caravan.quality;

import io.caravan.engine.SqlSession;
import java.util.List;

/**
 * An expectation fitted to a table: what to ask, and how to judge the answers.
 *
 * @param aggregates expressions of the one scan that all checks of the table share
 * @param queries what cannot be answered in that scan
 * @param judge decides, once all is answered
 */
record Check(List<String> aggregates, List<String> queries, Judge judge) {
  Check {
    aggregates = List.copyOf(aggregates);
    queries = List.copyOf(queries);
  }

  static Check scan(List<String> aggregates, Judge judge) {
    return new Check(aggregates, List.of(), judge);
  }

  static Check query(String query, Judge judge) {
    return new Check(List.of(), List.of(query), judge);
  }

  /** A check that the columns alone decide. */
  static Check known(Finding finding) {
    return new Check(List.of(), List.of(), answers -> finding);
  }

  @FunctionalInterface
  interface Judge {
    Finding judge(Answers answers);
  }

  /**
   * What was asked, answered in the same order.
   *
   * @param aggregates one value for each expression; null where SQL says null
   * @param queries one result for each query
   */
  record Answers(List<Object> aggregates, List<SqlSession.Result> queries) {
    long count(int index) {
      Object count = aggregates.get(index);
      return count == null ? 0 : ((Number) count).longValue();
    }

    /** The rows of the only query. */
    List<List<Object>> rows() {
      return queries.get(0).rows();
    }
  }
}
