package io.caravan.jinja;

import java.util.Map;

/** All filters that Jinja2 has. */
final class Filters {
  private Filters() {}

  static Map<String, Filter> standard() {
    FilterTable table = new FilterTable();
    TextFilters.addTo(table);
    LayoutFilters.addTo(table);
    NumberFilters.addTo(table);
    SequenceFilters.addTo(table);
    SelectionFilters.addTo(table);
    OrderFilters.addTo(table);
    HtmlFilters.addTo(table);
    return table.filters();
  }
}
