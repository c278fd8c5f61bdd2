package io.caravan.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of texts, in hex. MD5 only where dbt names things by it. */
final class Digests {
  private Digests() {}

  static String md5(String text) {
    return digest("MD5", text);
  }

  static String sha256(String text) {
    return digest("SHA-256", text);
  }

  private static String digest(String algorithm, String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Cannot digest: every Java has " + algorithm, impossible);
    }
  }
}
