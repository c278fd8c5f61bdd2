package io.caravan.webhook;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.crypto.Mac;

/**
 * What a sender signs: the body, and what stands before and after it.
 *
 * @param before text with {@code {id}} and {@code {timestamp}} in it
 * @param after the same
 */
public record SignedContent(String before, String after) {
  private static final Pattern NAME = Pattern.compile("\\{([^{}]*)}");
  private static final String BODY = "{body}";

  /** The body alone. */
  public static final SignedContent BODY_ONLY = new SignedContent("", "");

  /**
   * Reads a template such as {@code {id}.{timestamp}.{body}}.
   *
   * @throws IllegalArgumentException when it names anything else, or not the body exactly once
   */
  public static SignedContent parse(String template) {
    int body = template.indexOf(BODY);
    boolean known =
        NAME.matcher(template)
            .results()
            .allMatch(found -> found.group(1).matches("id|timestamp|body"));
    if (body < 0 || body != template.lastIndexOf(BODY) || !known) {
      throw new IllegalArgumentException(
          "Cannot use '%s': write {body} once, with {id} and {timestamp} around it as the sender signs them."
              .formatted(template));
    }
    return new SignedContent(template.substring(0, body), template.substring(body + BODY.length()));
  }

  /** Whether {@code {name}} is signed too. */
  public boolean mentions(String name) {
    return (before + after).contains("{" + name + "}");
  }

  byte[] signature(Mac mac, String id, String timestamp, byte[] body) {
    mac.update(fill(before, id, timestamp));
    mac.update(body);
    mac.update(fill(after, id, timestamp));
    return mac.doFinal();
  }

  private static byte[] fill(String template, String id, String timestamp) {
    if (template.isEmpty()) {
      return new byte[0];
    }
    // One pass: an id that holds '{timestamp}' is an id, and no template.
    String text =
        NAME.matcher(template)
            .replaceAll(
                found ->
                    java.util.regex.Matcher.quoteReplacement(
                        found.group(1).equals("id") ? id : timestamp));
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
