package io.caravan.registry;

/** In which form a registered schema's data is. */
public enum Format {
  AVRO("Avro"),
  PROTOBUF("Protobuf");

  private final String spelling;

  Format(String spelling) {
    this.spelling = spelling;
  }

  @Override
  public String toString() {
    return spelling;
  }
}
