package io.caravan.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Signatures that the vendors publish in their documentation (standard-webhooks, github, slack), or
 * that OpenSSL made (the others).
 */
class VerifierTest {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final String SLACK_BODY =
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

  /**
   * A genuine delivery.
   *
   * @param sent seconds since 1970; 0 where no time is signed
   */
  record Genuine(
      String name,
      Scheme scheme,
      String secret,
      Map<String, String> headers,
      String body,
      long sent,
      String id) {
    @Override
    public String toString() {
      return name;
    }

    Instant now() {
      return Instant.ofEpochSecond(sent);
    }

    String check(Map<String, String> given, String content, Instant at, String... secrets)
        throws RefusedException {
      return new Verifier(scheme, List.of(secrets), FIVE_MINUTES)
          .check(given::get, content.getBytes(StandardCharsets.UTF_8), at);
    }

    RefusedException refused(Map<String, String> given, String content, Instant at) {
      return catchThrowableOfType(RefusedException.class, () -> check(given, content, at, secret));
    }

    Map<String, String> with(String header, String value) {
      Map<String, String> changed = new HashMap<>(headers);
      changed.put(header, value);
      return changed;
    }

    String signature() {
      return headers.get(scheme.signature().header());
    }
  }

  static Stream<Genuine> genuine() {
    return Stream.of(
        new Genuine(
            "standard-webhooks",
            Scheme.named("standard-webhooks"),
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            Map.of(
                "webhook-id",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "webhook-timestamp",
                "1614265330",
                "webhook-signature",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            "{\"test\": 2432232314}",
            1614265330,
            "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        new Genuine(
            "github",
            Scheme.named("github"),
            "It's a Secret to Everybody",
            Map.of(
                "x-github-delivery",
                "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                "x-hub-signature-256",
                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
            "Hello, World!",
            0,
            "72d3162e-cc78-11e3-81ab-4c9367dc0958"),
        new Genuine(
            "slack",
            Scheme.named("slack"),
            "8f742231b10e8888abcd99yyyzzz85a5",
            Map.of(
                "x-slack-request-timestamp",
                "1531420618",
                "x-slack-signature",
                "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"),
            SLACK_BODY,
            1531420618,
            "c645deb21e328c2a3a826fae192c1ecfa9f041afbc6e94f112d1f014a7caa7d6"),
        new Genuine(
            "stripe",
            Scheme.named("stripe"),
            "whsec_test_secret",
            Map.of(
                "stripe-signature",
                "t=1492774577,v1=1b6761630814748a32eb7d0bd3afbc14fe6479f458471ea39ddbdc88e2cda03c,v0=6ffbb59b2300aae6"),
            "{\"id\":\"evt_1NG8Du2eZvKYlo2CUI79vXWy\",\"object\":\"event\"}",
            1492774577,
            "evt_1NG8Du2eZvKYlo2CUI79vXWy"),
        new Genuine(
            "shopify",
            Scheme.named("shopify"),
            "hush",
            Map.of(
                "x-shopify-webhook-id",
                "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
                "x-shopify-hmac-sha256",
                "fhhqwxYconmiOqTJ0cD1XzOlT7ONdp6Ryc18pkvlq5Q="),
            "{\"id\":788032119674292922}",
            0,
            "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043"),
        new Genuine(
            "hmac",
            Scheme.described(
                    new Scheme.Signature(
                        "x-sig",
                        "",
                        "v2=",
                        Encoding.BASE64,
                        "HmacSHA512",
                        SignedContent.parse("v2:{id}:{timestamp}:{body}")),
                    Scheme.Time.header("x-time"))
                .identifiedBy(Scheme.Identity.header("x-id")),
            "k",
            Map.of(
                "x-id",
                "d-7",
                "x-time",
                "1700000000",
                "x-sig",
                "v2=8WkCxVZge/lUOFnmRW9ci9DXQGXCUKp2fU4/yN7t76TVMW71LSq2tpOT2yohpnT6vMgucHtjJ9ridnHJmXNxgg=="),
            "a=1",
            1700000000,
            "d-7"),
        new Genuine(
            "hmac over the body alone",
            Scheme.described(
                new Scheme.Signature(
                    "x-sig", "", "", Encoding.HEX, "HmacSHA1", SignedContent.BODY_ONLY),
                Scheme.Time.NONE),
            "k",
            Map.of("x-sig", "6ea93e069b74510c76837a51ba63cefd27ce69da"),
            "a=1",
            0,
            "c22fea5d7428e5cf47ef6354c97c9223c95d6dcdc3e0d2300ff79056b1ff3d85"));
  }

  @ParameterizedTest
  @MethodSource("genuine")
  void a_genuine_delivery_is_believed_and_known_by_its_id(Genuine genuine) throws RefusedException {
    assertThat(genuine.check(genuine.headers, genuine.body, genuine.now(), genuine.secret))
        .isEqualTo(genuine.id);
  }

  @ParameterizedTest
  @MethodSource("genuine")
  void while_a_secret_is_replaced_both_sign_and_no_other_does(Genuine genuine)
      throws RefusedException {
    String other = genuine.scheme.secretIsBase64() ? "whsec_bm90IGl0" : "not it";
    for (String[] secrets :
        new String[][] {{other, genuine.secret}, {genuine.secret, other}, {genuine.secret}}) {
      assertThat(genuine.check(genuine.headers, genuine.body, genuine.now(), secrets))
          .isEqualTo(genuine.id);
    }
    assertThat(
            catchThrowableOfType(
                RefusedException.class,
                () -> genuine.check(genuine.headers, genuine.body, genuine.now(), other)))
        .extracting(RefusedException::status, RefusedException::error)
        .containsExactly(401, "signature");
  }

  @ParameterizedTest
  @MethodSource("genuine")
  void ten_thousand_changed_signatures_are_all_refused(Genuine genuine) {
    Random random = new Random(11);
    String signature = genuine.signature();
    int refused = 0;
    while (refused < 10_000 / 7 + 1) {
      String changed = changed(signature, random);
      if (says(changed).containsAll(says(signature))) {
        continue; // A longer list in which the genuine one still stands.
      }
      RefusedException refusal =
          genuine.refused(
              genuine.with(genuine.scheme.signature().header(), changed),
              genuine.body,
              genuine.now());
      assertThat(refusal).as(changed).isNotNull();
      assertThat(refusal.status()).isEqualTo(401);
      refused++;
    }
  }

  /** Version or time, and the signature itself. */
  private static List<String> says(String header) {
    return Stream.of(header.split("[ ,]")).map(String::strip).limit(2).toList();
  }

  /** Empty, cut, turned to capitals, bits flipped, other alphabets, wrong versions. */
  private static String changed(String signature, Random random) {
    int at = random.nextInt(signature.length());
    return switch (random.nextInt(9)) {
      case 0 -> signature.substring(0, at);
      case 1 -> signature.substring(0, at) + signature.substring(at + 1);
      case 2 ->
          signature.substring(0, at)
              + (char) (signature.charAt(at) ^ 1)
              + signature.substring(at + 1);
      case 3 -> signature.substring(0, at) + "\u0430" + signature.substring(at + 1);
      case 4 -> new StringBuilder(signature).reverse().append('x').toString();
      case 5 ->
          signature.replace("v1", "v9").replace("v0=", "v1=").replace("sha256=", "sha1=") + "=";
      case 6 -> signature + (char) random.nextInt(0x2000);
      case 7 -> signature.toUpperCase(java.util.Locale.ROOT) + "A";
      default -> "A".repeat(at);
    };
  }

  @ParameterizedTest
  @MethodSource("genuine")
  void another_body_is_refused(Genuine genuine) {
    for (String body : List.of("", genuine.body + " ", genuine.body.substring(1))) {
      assertThat(genuine.refused(genuine.headers, body, genuine.now()))
          .hasMessageContaining("no signature in");
    }
  }

  @ParameterizedTest
  @MethodSource("genuine")
  void where_a_time_is_signed_only_five_minutes_around_it_count(Genuine genuine)
      throws RefusedException {
    if (genuine.sent == 0) {
      assertThat(genuine.refused(genuine.headers, genuine.body, Instant.now())).isNull();
      return;
    }
    for (int seconds : new int[] {-300, 300}) {
      Instant now = genuine.now().plusSeconds(seconds);
      assertThat(genuine.check(genuine.headers, genuine.body, now, genuine.secret))
          .isEqualTo(genuine.id);
      assertThat(genuine.refused(genuine.headers, genuine.body, now.plusSeconds(seconds / 300)))
          .extracting(RefusedException::status, RefusedException::error)
          .containsExactly(401, "timestamp");
    }
  }

  @ParameterizedTest
  @MethodSource("genuine")
  void a_header_that_is_missing_is_named(Genuine genuine) {
    for (String header : genuine.headers.keySet()) {
      Map<String, String> without = new HashMap<>(genuine.headers);
      without.remove(header);
      assertThat(genuine.refused(without, genuine.body, genuine.now()))
          .hasMessageContaining(header);
    }
  }

  @Test
  void several_signatures_may_stand_in_one_header() throws RefusedException {
    Genuine standard = genuine().findFirst().orElseThrow();
    String several = "v1a,xyz v1,bm9uZQ== " + standard.signature();
    assertThat(
            standard.check(
                standard.with("webhook-signature", several),
                standard.body,
                standard.now(),
                standard.secret))
        .isEqualTo(standard.id);
  }

  @Test
  void a_secret_that_is_none_of_the_scheme_is_refused_without_being_told() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Verifier(
                    Scheme.named("standard-webhooks"), List.of("whsec_canary!"), FIVE_MINUTES))
        .withMessageContaining("base64")
        .withMessageNotContaining("canary");
  }

  @Test
  void a_scheme_that_nobody_knows_is_refused_with_the_one_that_was_meant() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scheme.named("githib"))
        .withMessage("There is no scheme 'githib'. Did you mean 'github'?");
  }

  @Test
  void ids_that_are_no_plain_text_are_refused() {
    Genuine github = genuine().skip(1).findFirst().orElseThrow();
    for (String id : List.of("a b", "\u00fc", "x".repeat(201), "a\tb")) {
      assertThat(github.refused(github.with("x-github-delivery", id), github.body, github.now()))
          .extracting(RefusedException::status, RefusedException::error)
          .containsExactly(400, "id");
    }
  }

  @Test
  void what_is_not_signed_is_told_by_its_id_or_every_time_another() throws RefusedException {
    Verifier none = new Verifier(Scheme.unsigned(), List.of(), FIVE_MINUTES);
    byte[] body = "{\"a\":{\"id\":2},\"id\":7}".getBytes(StandardCharsets.UTF_8);
    assertThat(none.check(name -> null, body, Instant.EPOCH))
        .isNotEqualTo(none.check(name -> null, body, Instant.EPOCH));
    Verifier byField =
        new Verifier(
            Scheme.unsigned().identifiedBy(Scheme.Identity.field("id")), List.of(), FIVE_MINUTES);
    assertThat(byField.check(name -> null, body, Instant.EPOCH)).isEqualTo("7");
  }
}
