package io.caravan;

/** Addresses, and what drivers say of them, without the secrets that people write into them. */
final class Hidden {
  private Hidden() {}

  /** The text with {@code ***} in place of passwords. */
  static String secrets(String text) {
    return text.replaceAll("(?i)((?:password|passwd|pwd|secret|token)=)[^&;\\s']*", "$1***")
        .replaceAll("([^\\s/:@'\"]+:)[^\\s/@'\"]+@", "$1***@");
  }
}
