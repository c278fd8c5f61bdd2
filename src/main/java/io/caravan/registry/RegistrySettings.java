package io.caravan.registry;

/**
 * Where a schema registry is and how to sign in.
 *
 * @param url its address
 * @param user empty to sign in without one
 * @param password the user's
 * @param token instead of user and password; empty for none
 */
public record RegistrySettings(String url, String user, String password, String token) {
  @Override
  public String toString() {
    return "RegistrySettings[url=" + url + ", user=" + user + "]";
  }
}
