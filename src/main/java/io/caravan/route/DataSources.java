package io.caravan.route;

import io.caravan.record.Spelling;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;

/** The databases that routes may name. */
final class DataSources {
  private DataSources() {}

  /**
   * @throws io.caravan.record.ProjectException when there is none of that name
   */
  static DataSource find(CamelContext context, UserRoute route, String name) {
    Map<String, DataSource> known = context.getRegistry().findByTypeWithName(DataSource.class);
    if (!known.containsKey(name)) {
      String otherwise =
          known.isEmpty()
              ? "Configure one by caravan.source.%s.uri.".formatted(name)
              : "Configured are: " + known.keySet() + ".";
      throw route.wrong(
          "dataSource",
          "There is no data source '%s'. %s"
              .formatted(name, Spelling.didYouMean(name, known.keySet(), otherwise)));
    }
    return known.get(name);
  }
}
