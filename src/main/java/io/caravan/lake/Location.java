package io.caravan.lake;

/**
 * Where an object lies: {@code s3://bucket/key}.
 *
 * @param bucket name of the bucket
 * @param key path within it, without a leading slash
 */
record Location(String bucket, String key) {
  /**
   * @throws IllegalArgumentException when the text could mean another object than it seems to
   */
  static Location parse(String text) {
    int scheme = text.indexOf("://");
    int slash = scheme < 0 ? -1 : text.indexOf('/', scheme + 3);
    if (scheme < 0 || !text.startsWith("s3") || slash <= scheme + 3 || slash == text.length() - 1) {
      throw refused(text, "it must be s3://bucket/key");
    }
    String key = text.substring(slash + 1);
    if (text.chars().anyMatch(c -> c < ' ' || c == 127)) {
      throw refused(text, "it holds a control character");
    }
    // Camel's S3 producer evaluates such a key as an expression.
    if (text.contains("${") || text.indexOf('\\') >= 0) {
      throw refused(text, "it holds '${' or '\\'");
    }
    for (String segment : key.split("/", -1)) {
      if (segment.equals("..") || segment.equals(".")) {
        throw refused(text, "it holds the segment '" + segment + "'");
      }
    }
    if (key.startsWith("/")) {
      throw refused(text, "its key begins with '/'");
    }
    return new Location(text.substring(scheme + 3, slash), key);
  }

  /** Other engines write the same store under {@code s3a} or {@code s3n}. */
  static String canonical(String text) {
    return text.startsWith("s3a://") || text.startsWith("s3n://")
        ? "s3://" + text.substring(6)
        : text;
  }

  private static IllegalArgumentException refused(String text, String why) {
    return new IllegalArgumentException(
        "Cannot use location '%s': %s.".formatted(text.replaceAll("\\p{Cntrl}", "?"), why));
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + key;
  }
}
