package io.caravan.model;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How fresh a source is.
 *
 * @param id dbt's unique id
 * @param label source and table
 * @param status {@code pass}, {@code warn}, {@code error}, or {@code runtime error} when it could
 *     not be asked
 * @param newest when its newest row was loaded; the year 1 when it has no row; null when it could
 *     not be asked
 * @param asked the moment its age is counted to
 * @param criteria what it is held to
 * @param message what is wrong when it could not be asked; empty otherwise
 */
public record SourceAge(
    String id,
    String label,
    String status,
    Instant newest,
    Instant asked,
    Map<String, Object> criteria,
    Duration took,
    String message) {
  private static final DateTimeFormatter WHOLE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'+00:00'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter PARTS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'+00:00'").withZone(ZoneOffset.UTC);

  /** True unless it is too old, or could not be asked. */
  public boolean well() {
    return status.equals("pass") || status.equals("warn");
  }

  /** How old its newest row is; empty when it could not be asked. */
  public Optional<Duration> age() {
    return Optional.ofNullable(newest).map(at -> Duration.between(at, asked));
  }

  /** As {@code sources.json} has it. */
  public Map<String, Object> map() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("unique_id", id);
    if (newest == null) {
      map.put("error", message);
      map.put("status", status);
      return map;
    }
    map.put("max_loaded_at", iso(newest));
    map.put("snapshotted_at", iso(asked));
    map.put("max_loaded_at_time_ago_in_s", seconds(age().orElseThrow()));
    map.put("status", status);
    map.put("criteria", criteria);
    map.put("adapter_response", Map.of());
    map.put("timing", java.util.List.of());
    map.put("thread_id", "models");
    map.put("execution_time", seconds(took));
    return map;
  }

  static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }

  private static String iso(Instant at) {
    return (at.getNano() == 0 ? WHOLE : PARTS).format(at);
  }
}
