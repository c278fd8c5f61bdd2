package io.caravan.model;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Puts common table expressions before a query, joining those that it has already. */
final class CommonTables {
  private static final Pattern WITH =
      Pattern.compile(
          "\\A((?:\\s|--[^\\n]*(?:\\n|\\z)|/\\*.*?\\*/)*)with\\s+(recursive\\s+)?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private CommonTables() {}

  static String before(String sql, Map<String, String> expressions) {
    if (expressions.isEmpty()) {
      return sql;
    }
    String written =
        expressions.entrySet().stream()
            .map(each -> each.getKey() + " as (\n" + each.getValue() + "\n)")
            .collect(Collectors.joining(", "));
    Matcher with = WITH.matcher(sql);
    if (!with.find()) {
      return "with " + written + "\n" + sql;
    }
    String recursive = with.group(2) == null ? "" : "recursive ";
    return with.group(1) + "with " + recursive + written + ", " + sql.substring(with.end());
  }
}
