package io.caravan.stream;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Tells text from other bytes. */
public final class Utf8 {
  private Utf8() {}

  /** The text; null when the bytes are none. */
  public static String decode(byte[] bytes) {
    if (ascii(bytes)) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException noText) {
      return null;
    }
  }

  /** Whether the bytes are text in UTF-8. */
  public static boolean isText(byte[] bytes) {
    return ascii(bytes) || decode(bytes) != null;
  }

  private static boolean ascii(byte[] bytes) {
    int or = 0;
    for (byte b : bytes) {
      or |= b;
    }
    return or >= 0;
  }
}
