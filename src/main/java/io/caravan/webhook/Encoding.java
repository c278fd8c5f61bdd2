package io.caravan.webhook;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/** How the bytes of a signature are written as text. */
public enum Encoding {
  HEX("hex", HexFormat.of()::formatHex),
  UPPER_HEX("upper-hex", HexFormat.of().withUpperCase()::formatHex),
  BASE64("base64", Base64.getEncoder()::encodeToString),
  BASE64_URL("base64url", Base64.getUrlEncoder().withoutPadding()::encodeToString);

  private final String text;
  private final Function<byte[], String> writer;

  Encoding(String text, Function<byte[], String> writer) {
    this.text = text;
    this.writer = writer;
  }

  String write(byte[] bytes) {
    return writer.apply(bytes);
  }

  /**
   * @throws IllegalArgumentException when there is no such encoding
   */
  public static Encoding parse(String text) {
    return Arrays.stream(values())
        .filter(encoding -> encoding.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot use '%s': write one of %s."
                        .formatted(
                            text,
                            String.join(
                                ", ",
                                List.of(values()).stream().map(e -> e.text).sorted().toList()))));
  }
}
