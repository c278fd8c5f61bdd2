package io.caravan.testing;

import io.caravan.record.Place;

/**
 * One thing that is not as it must be.
 *
 * @param place where it is asked for
 * @param what what was expected and what is; further lines tell more
 */
public record Finding(Place place, String what) {
  @Override
  public String toString() {
    return place + ": " + what;
  }
}
