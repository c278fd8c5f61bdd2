package io.caravan.record;

/**
 * One mistake in the user's project.
 *
 * @param place where it stands
 * @param what "Cannot verb object: value ..." in one sentence
 * @param remedy what to do about it, with "Did you mean" where a near name exists; never empty
 */
public record Problem(Place place, String what, String remedy) {
  @Override
  public String toString() {
    return place + ": " + what + "\n  " + remedy;
  }
}
