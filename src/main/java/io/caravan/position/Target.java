package io.caravan.position;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * Where a position is to go, as somebody wrote it.
 *
 * @param topic the topic whose positions are meant; null for the only source there is
 * @param partition the only partition that is meant; null for all
 * @param source the part that is meant, {@code jdbc:app/public.users}; null for the only one
 * @param to {@code earliest}, {@code latest}, an offset, a time, a watermark
 */
public record Target(String topic, Integer partition, String source, String to) {
  static final String EARLIEST = "earliest";
  static final String LATEST = "latest";

  boolean isOffset() {
    return to.matches("[0-9]{1,18}");
  }

  /** Empty when it is no time. */
  Optional<Instant> time() {
    try {
      return Optional.of(
          to.length() == 10
              ? LocalDate.parse(to).atStartOfDay(ZoneOffset.UTC).toInstant()
              : OffsetDateTime.parse(to).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
