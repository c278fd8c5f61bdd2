package io.caravan.route.editing;

import io.caravan.record.Place;
import java.util.regex.Pattern;

/**
 * One parameter given to an endpoint.
 *
 * @param place of its value
 * @param key where its name stands, for mistakes of the name
 */
record Parameter(String name, String value, Place place, Place key) {
  private static final Pattern BENT = Pattern.compile("[+&]|%[0-9a-fA-F]{2}");

  /**
   * Whether Camel, which makes one address of all parameters and takes it apart again, would bring
   * another value than is written. In a query it is written as a piece of an address already.
   */
  boolean isBent() {
    boolean inQuery = place.equals(key);
    return !inQuery
        && !value.matches("(?s)RAW\\(.*\\)|RAW\\{.*}")
        && !PlaceholderCheck.laterKnown(value)
        && BENT.matcher(value).find();
  }
}
