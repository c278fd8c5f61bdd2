package io.caravan.webhook;

import io.caravan.record.Spelling;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the senders of one kind sign their deliveries and tell them apart.
 *
 * @param signature where the signature stands and how it is made; null when there is none
 * @param time where the time of sending stands
 * @param identity by what a delivery is told from others
 * @param secretIsBase64 whether the key is what the secret decodes to, a prefix {@code whsec_}
 *     aside
 * @param answerWithin how long the sender waits
 * @param keeps names of the request's headers that are kept with the body
 * @param challenged whether the sender first asks whether anybody is there
 */
public record Scheme(
    Signature signature,
    Time time,
    Identity identity,
    boolean secretIsBase64,
    Duration answerWithin,
    List<String> keeps,
    boolean challenged) {

  /**
   * @param header its name
   * @param separator between several signatures in one header; empty when there is one
   * @param prefix before the signature itself; others in the list are passed over
   * @param algorithm as the JDK calls it
   */
  public record Signature(
      String header,
      String separator,
      String prefix,
      Encoding encoding,
      String algorithm,
      SignedContent content) {}

  /**
   * @param header its name; empty when the time is not sent
   * @param prefix of the time among the signatures, when it stands in their header
   */
  public record Time(String header, String prefix) {
    public static final Time NONE = new Time("", "");

    public static Time header(String name) {
      return new Time(name, "");
    }

    public boolean given() {
      return !header.isEmpty();
    }
  }

  /**
   * A header, or a field of a body that is a JSON object; what was signed when there is neither.
   */
  public record Identity(String header, String field) {
    static final Identity NONE = new Identity("", "");

    public static Identity header(String name) {
      return new Identity(name, "");
    }

    public static Identity field(String name) {
      return new Identity("", name);
    }
  }

  private static final Map<String, Scheme> NAMED =
      new TreeMap<>(
          Map.of(
              "standard-webhooks", standard("webhook"),
              "svix", standard("svix"),
              "github", github(),
              "stripe", stripe(),
              "shopify", shopify(),
              "slack", slack()));

  /** Signed by a shared secret in a way that the route describes. */
  public static final String HMAC = "hmac";

  /** Not signed at all. */
  public static final String UNSIGNED = "none";

  /**
   * The scheme of that name.
   *
   * @throws IllegalArgumentException when there is none; the message says which there are
   */
  public static Scheme named(String name) {
    Scheme scheme = NAMED.get(name);
    if (scheme == null) {
      List<String> names = new java.util.ArrayList<>(NAMED.keySet());
      names.addAll(List.of(HMAC, UNSIGNED));
      throw new IllegalArgumentException(
          "There is no scheme '%s'. %s"
              .formatted(
                  name,
                  Spelling.didYouMean(name, names, "Schemes: " + String.join(", ", names) + ".")));
    }
    return scheme;
  }

  /** A scheme that a route describes. */
  public static Scheme described(Signature signature, Time time) {
    return new Scheme(
        signature,
        time,
        Identity.NONE,
        false,
        Duration.ofSeconds(10),
        time.given() ? List.of(time.header()) : List.of(),
        false);
  }

  /** Whoever reaches the endpoint is believed. */
  public static Scheme unsigned() {
    return described(null, Time.NONE);
  }

  /** The same with another identity. */
  public Scheme identifiedBy(Identity other) {
    return new Scheme(signature, time, other, secretIsBase64, answerWithin, keeps, challenged);
  }

  public boolean signed() {
    return signature != null;
  }

  private static Scheme standard(String vendor) {
    return new Scheme(
        new Signature(
            vendor + "-signature",
            " ",
            "v1,",
            Encoding.BASE64,
            "HmacSHA256",
            SignedContent.parse("{id}.{timestamp}.{body}")),
        Time.header(vendor + "-timestamp"),
        Identity.header(vendor + "-id"),
        true,
        Duration.ofSeconds(10),
        List.of(vendor + "-id", vendor + "-timestamp"),
        false);
  }

  private static Scheme github() {
    return new Scheme(
        new Signature(
            "x-hub-signature-256",
            "",
            "sha256=",
            Encoding.HEX,
            "HmacSHA256",
            SignedContent.BODY_ONLY),
        Time.NONE,
        Identity.header("x-github-delivery"),
        false,
        Duration.ofSeconds(10),
        List.of(
            "x-github-delivery",
            "x-github-event",
            "x-github-hook-id",
            "x-github-hook-installation-target-id",
            "x-github-hook-installation-target-type"),
        false);
  }

  private static Scheme stripe() {
    return new Scheme(
        new Signature(
            "stripe-signature",
            ",",
            "v1=",
            Encoding.HEX,
            "HmacSHA256",
            SignedContent.parse("{timestamp}.{body}")),
        new Time("stripe-signature", "t="),
        Identity.field("id"),
        false,
        Duration.ofSeconds(10),
        List.of(),
        false);
  }

  private static Scheme shopify() {
    return new Scheme(
        new Signature(
            "x-shopify-hmac-sha256",
            "",
            "",
            Encoding.BASE64,
            "HmacSHA256",
            SignedContent.BODY_ONLY),
        Time.NONE,
        Identity.header("x-shopify-webhook-id"),
        false,
        Duration.ofSeconds(5),
        List.of(
            "x-shopify-webhook-id",
            "x-shopify-event-id",
            "x-shopify-topic",
            "x-shopify-shop-domain",
            "x-shopify-api-version",
            "x-shopify-triggered-at"),
        false);
  }

  private static Scheme slack() {
    return new Scheme(
        new Signature(
            "x-slack-signature",
            "",
            "v0=",
            Encoding.HEX,
            "HmacSHA256",
            SignedContent.parse("v0:{timestamp}:{body}")),
        Time.header("x-slack-request-timestamp"),
        Identity.field("event_id"),
        false,
        Duration.ofSeconds(3),
        List.of("x-slack-request-timestamp", "x-slack-retry-num", "x-slack-retry-reason"),
        true);
  }
}
