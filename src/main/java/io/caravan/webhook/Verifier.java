package io.caravan.webhook;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Decides whether a delivery is from who it should be from, and which delivery it is. */
public final class Verifier {
  private static final Pattern ID = Pattern.compile("[!-~]{1,200}");
  private static final String BASE64_PREFIX = "whsec_";
  private static final int MOST_SIGNATURES = 16;
  private final Scheme scheme;
  // Keyed once; each check works on a copy.
  private final List<Mac> keyed = new ArrayList<>();
  private final Duration tolerance;

  /**
   * @param secrets all of which sign validly: the current one, and the one before while it is
   *     replaced
   * @param tolerance how far the time of sending may be from now, either way
   * @throws IllegalArgumentException when a secret is not of the scheme's form
   */
  public Verifier(Scheme scheme, List<String> secrets, Duration tolerance) {
    this.scheme = scheme;
    this.tolerance = tolerance;
    if (scheme.signed()) {
      secrets.forEach(secret -> keyed.add(keyed(secret)));
    }
  }

  private Mac keyed(String secret) {
    try {
      Mac mac = Mac.getInstance(scheme.signature().algorithm());
      mac.init(new SecretKeySpec(key(secret), scheme.signature().algorithm()));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("Cannot make signatures: " + e.getMessage(), e);
    }
  }

  private byte[] key(String secret) {
    if (!scheme.secretIsBase64()) {
      return secret.getBytes(StandardCharsets.UTF_8);
    }
    String encoded =
        secret.startsWith(BASE64_PREFIX) ? secret.substring(BASE64_PREFIX.length()) : secret;
    try {
      byte[] key = Base64.getDecoder().decode(encoded);
      if (key.length > 0) {
        return key;
      }
    } catch (IllegalArgumentException notBase64) {
      // Said below: the secret itself must not be in any message.
    }
    throw new IllegalArgumentException(
        "It is no secret of this scheme: those are base64, usually after 'whsec_'.");
  }

  Scheme scheme() {
    return scheme;
  }

  /**
   * @param header gives a header's value by its name in small letters, or null
   * @return the delivery's id
   * @throws RefusedException when it is not believed, or cannot be told from others
   */
  public String check(UnaryOperator<String> header, byte[] body, Instant now)
      throws RefusedException {
    if (!scheme.signed()) {
      return checked(identity(header, body, () -> UUID.randomUUID().toString()));
    }
    Scheme.Signature signature = scheme.signature();
    String presented = required(header, signature.header(), 401);
    List<String> parts =
        signature.separator().isEmpty()
            ? List.of(presented)
            : List.of(presented.split(Pattern.quote(signature.separator()), MOST_SIGNATURES));
    String timestamp = timestamp(header, parts);
    String signedId =
        signature.content().mentions("id") ? required(header, scheme.identity().header(), 401) : "";
    boolean genuine = false;
    for (Mac key : keyed) {
      byte[] made = signature.content().signature(copy(key), signedId, timestamp, body);
      byte[] expected =
          (signature.prefix() + signature.encoding().write(made)).getBytes(StandardCharsets.UTF_8);
      for (String part : parts) {
        // No short cut: how long it takes tells nothing about where a guess goes wrong.
        genuine |= MessageDigest.isEqual(expected, part.strip().getBytes(StandardCharsets.UTF_8));
      }
    }
    if (!genuine) {
      throw new RefusedException(
          401,
          "signature",
          "Cannot accept the delivery: no signature in %s fits its content."
              .formatted(signature.header()));
    }
    checkTime(timestamp, now);
    return checked(identity(header, body, () -> digest(timestamp, body)));
  }

  /** What was signed, whatever it was signed with: the same message is the same delivery. */
  private static String digest(String timestamp, byte[] body) {
    MessageDigest sha256 = Fingerprint.sha256();
    sha256.update(timestamp.getBytes(StandardCharsets.UTF_8));
    sha256.update(body);
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static Mac copy(Mac key) {
    try {
      return (Mac) key.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Cannot copy a keyed MAC: " + e.getMessage(), e);
    }
  }

  private String timestamp(UnaryOperator<String> header, List<String> parts)
      throws RefusedException {
    if (!scheme.time().given()) {
      return "";
    }
    String prefix = scheme.time().prefix();
    if (prefix.isEmpty()) {
      return required(header, scheme.time().header(), 401);
    }
    return parts.stream()
        .map(String::strip)
        .filter(part -> part.startsWith(prefix))
        .map(part -> part.substring(prefix.length()))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    401,
                    "timestamp",
                    "Cannot accept the delivery: %s has no time (%s...)."
                        .formatted(scheme.time().header(), prefix)));
  }

  private void checkTime(String timestamp, Instant now) throws RefusedException {
    if (!scheme.time().given()) {
      return;
    }
    if (!timestamp.matches("[0-9]{1,13}")) {
      throw new RefusedException(
          401,
          "timestamp",
          "Cannot accept the delivery: its time is no number of seconds or milliseconds since 1970.");
    }
    long number = Long.parseLong(timestamp);
    Instant sent =
        timestamp.length() > 11 ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
    if (Duration.between(sent, now).abs().compareTo(tolerance) > 0) {
      throw new RefusedException(
          401,
          "timestamp",
          "Cannot accept the delivery: it was sent at %s, more than %d s from now."
              .formatted(sent, tolerance.toSeconds()));
    }
  }

  private String identity(
      UnaryOperator<String> header, byte[] body, java.util.function.Supplier<String> otherwise)
      throws RefusedException {
    Scheme.Identity identity = scheme.identity();
    if (!identity.header().isEmpty()) {
      return required(header, identity.header(), 400);
    }
    return identity.field().isEmpty()
        ? otherwise.get()
        : BodyFields.text(body, identity.field()).orElseGet(otherwise);
  }

  /**
   * The headers with which a sender who knows the secret would deliver: what {@link #check} asks
   * for.
   */
  Map<String, String> sign(String id, byte[] body, Instant now) {
    Map<String, String> headers = new TreeMap<>();
    if (!scheme.identity().header().isEmpty()) {
      headers.put(scheme.identity().header(), id);
    }
    if (!scheme.signed()) {
      return headers;
    }
    String time = scheme.time().given() ? Long.toString(now.getEpochSecond()) : "";
    Scheme.Signature signature = scheme.signature();
    byte[] made = signature.content().signature(copy(keyed.get(0)), id, time, body);
    String text = signature.prefix() + signature.encoding().write(made);
    if (!scheme.time().prefix().isEmpty()) {
      text = scheme.time().prefix() + time + signature.separator() + text;
    } else if (scheme.time().given()) {
      headers.put(scheme.time().header(), time);
    }
    headers.put(signature.header(), text);
    return headers;
  }

  private static String checked(String id) throws RefusedException {
    if (!ID.matcher(id).matches()) {
      throw new RefusedException(
          400,
          "id",
          "Cannot accept the delivery: its id is longer than 200 characters, or not plain text.");
    }
    return id;
  }

  private static String required(UnaryOperator<String> header, String name, int status)
      throws RefusedException {
    String value = header.apply(name);
    if (value == null || value.isEmpty()) {
      throw new RefusedException(
          status, "header", "Cannot accept the delivery: header %s is missing.".formatted(name));
    }
    return value;
  }
}
