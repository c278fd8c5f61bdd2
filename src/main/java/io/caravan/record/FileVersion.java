package io.caravan.record;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The content a file had when it was read. Two versions are the same when their bytes are. */
public final class FileVersion {
  private final byte[] bytes;
  private final String hash;

  public FileVersion(byte[] bytes) {
    this.bytes = bytes.clone();
    this.hash = sha256(bytes);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** SHA-256 of the content, as hexadecimal text. */
  public String hash() {
    return hash;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "Cannot hash a file: every Java has SHA-256, this one has not.", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileVersion version && version.hash.equals(hash);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return hash.substring(0, 12);
  }
}
