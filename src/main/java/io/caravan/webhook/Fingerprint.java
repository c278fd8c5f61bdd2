package io.caravan.webhook;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Half of a SHA-256: what is remembered of ids and bodies. */
record Fingerprint(long high, long low) {
  static Fingerprint of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Fingerprint of(byte[] bytes) {
    ByteBuffer digest = ByteBuffer.wrap(sha256().digest(bytes));
    return new Fingerprint(digest.getLong(), digest.getLong());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256, which every Java must have.", e);
    }
  }

  int partition(int partitions) {
    return Math.floorMod(high, partitions);
  }
}
