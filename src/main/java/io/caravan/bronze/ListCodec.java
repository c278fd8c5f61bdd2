package io.caravan.bronze;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** One-dimensional lists, from a Java list or from PostgreSQL's text ({@code {1,NULL,"a b"}}). */
final class ListCodec implements Codec {
  private final Codec element;

  ListCodec(Codec element) {
    this.element = element;
  }

  @Override
  public Object encode(Object raw, RowHash hash) {
    List<?> elements = raw instanceof List<?> list ? list : parse(Codecs.textBytes(raw));
    if (elements == null) {
      return MISFIT;
    }
    int mark = hash.length();
    int began = hash.beginList();
    List<Object> values = new ArrayList<>(elements.size());
    for (Object each : elements) {
      hash.element(each == null);
      Object value = each == null ? null : element.encode(each, hash);
      if (value == MISFIT) {
        hash.backTo(mark);
        return MISFIT;
      }
      values.add(value);
    }
    hash.endList(began);
    return values;
  }

  /**
   * Null when the text is not a plain list: several dimensions, or a first index other than 1,
   * which a list cannot say.
   */
  private static List<byte[]> parse(byte[] text) {
    if (text.length < 2 || text[0] != '{' || text[text.length - 1] != '}') {
      return null;
    }
    List<byte[]> elements = new ArrayList<>();
    int at = 1;
    int end = text.length - 1;
    while (at < end) {
      if (text[at] == '{') {
        return null;
      }
      boolean quoted = text[at] == '"';
      ByteArrayOutputStream element = new ByteArrayOutputStream();
      at = quoted ? readQuoted(text, at + 1, element) : readPlain(text, at, end, element);
      byte[] bytes = element.toByteArray();
      elements.add(!quoted && isNull(bytes) ? null : bytes);
      at++; // the comma
    }
    return elements;
  }

  private static int readPlain(byte[] text, int from, int end, ByteArrayOutputStream element) {
    int at = from;
    for (; at < end && text[at] != ','; at++) {
      if (text[at] == '\\') {
        at++;
      }
      element.write(text[at]);
    }
    return at;
  }

  private static int readQuoted(byte[] text, int from, ByteArrayOutputStream element) {
    int at = from;
    for (; text[at] != '"'; at++) {
      if (text[at] == '\\') {
        at++;
      }
      element.write(text[at]);
    }
    return at + 1;
  }

  private static boolean isNull(byte[] bytes) {
    return bytes.length == 4
        && (bytes[0] | 32) == 'n'
        && (bytes[1] | 32) == 'u'
        && (bytes[2] | 32) == 'l'
        && (bytes[3] | 32) == 'l';
  }
}
