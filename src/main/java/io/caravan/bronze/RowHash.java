package io.caravan.bronze;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.avro.util.Utf8;

/**
 * Builds the bytes that {@code _raw_hash} is the SHA-256 of, and the hash. The encoding is
 * docs/design/0002-raw-hash.md; it is a promise to everybody who compares hashes between runs, so
 * it never changes. One per reading thread; reused from row to row.
 */
final class RowHash {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private final MessageDigest sha256;
  private final byte[] digest = new byte[32];
  private byte[] bytes = new byte[512];
  private int length;

  RowHash() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "Cannot hash rows: this Java has no SHA-256, which every Java must have.", e);
    }
  }

  void reset() {
    length = 0;
  }

  /** Bytes of the row so far: also a fair measure of how large it is. */
  int length() {
    return length;
  }

  /** What stands before each value of a column: computed once. */
  static byte[] header(String column) {
    byte[] name = column.getBytes(StandardCharsets.UTF_8);
    byte[] header = Arrays.copyOf(intBytes(name.length), 4 + name.length);
    System.arraycopy(name, 0, header, 4, name.length);
    return header;
  }

  /** Begins a column; a value must follow, for null columns are left out. */
  void column(byte[] header) {
    put(header, 0, header.length);
  }

  void value(char tag, byte[] value, int offset, int count) {
    room(5 + count);
    bytes[length++] = (byte) tag;
    putInt(count);
    System.arraycopy(value, offset, bytes, length, count);
    length += count;
  }

  void value(char tag, byte[] value) {
    value(tag, value, 0, value.length);
  }

  void value(char tag, long value) {
    room(13);
    bytes[length++] = (byte) tag;
    putInt(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  void value(char tag, boolean value) {
    room(6);
    bytes[length++] = (byte) tag;
    putInt(1);
    bytes[length++] = (byte) (value ? 1 : 0);
  }

  /**
   * Begins a list; elements follow as {@link #element(boolean)} and, unless null, a value. Ends
   * with {@link #endList(int)}.
   */
  int beginList() {
    room(5);
    bytes[length++] = 'l';
    length += 4;
    return length;
  }

  void element(boolean isNull) {
    room(1);
    bytes[length++] = (byte) (isNull ? 0 : 1);
  }

  void endList(int began) {
    int end = length;
    length = began - 4;
    putInt(end - began);
    length = end;
  }

  /** Takes back everything after {@code mark}: for a value that turned out not to fit its type. */
  void backTo(int mark) {
    length = mark;
  }

  /** The hash in small hexadecimal letters. */
  Utf8 hex() {
    sha256.update(bytes, 0, length);
    try {
      sha256.digest(digest, 0, digest.length);
    } catch (DigestException e) {
      throw new IllegalStateException("Cannot hash rows: SHA-256 has 32 bytes.", e);
    }
    byte[] text = new byte[64];
    for (int i = 0; i < 32; i++) {
      text[2 * i] = HEX[(digest[i] >> 4) & 15];
      text[2 * i + 1] = HEX[digest[i] & 15];
    }
    return new Utf8(text);
  }

  private void put(byte[] source, int offset, int count) {
    room(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  private void putInt(int value) {
    bytes[length++] = (byte) (value >>> 24);
    bytes[length++] = (byte) (value >>> 16);
    bytes[length++] = (byte) (value >>> 8);
    bytes[length++] = (byte) value;
  }

  private static byte[] intBytes(int value) {
    return new byte[] {
      (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
    };
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
