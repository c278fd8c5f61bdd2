package io.caravan.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.caravan.record.RecordException;
import io.caravan.record.WorldException;
import io.caravan.stream.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Avro as its own library writes it, read by the schema that a registry has. */
@Timeout(60)
class AvroTest {
  private RegistryServer server;
  private RegisteredDecoder decoder;

  @BeforeEach
  void start() throws IOException {
    server = new RegistryServer();
    decoder = new RegisteredDecoder(Format.AVRO, new Registry(server.settings()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String record(String type) {
    return "{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"shop\",\"fields\":[{\"name\":\"v\",\"type\":%s}]}"
        .formatted(type);
  }

  private static byte[] written(Schema schema, Object value, int id) throws IOException {
    GenericData.Record record = new GenericData.Record(schema);
    record.put("v", value);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.write(ByteBuffer.allocate(4).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private String read(String type, Object value) throws IOException {
    server.schema(1, "AVRO", record(type));
    Schema schema = new Schema.Parser().parse(record(type));
    Object given = value;
    if (value instanceof BigDecimal decimal) {
      given =
          new Conversions.DecimalConversion()
              .toBytes(
                  decimal,
                  schema.getField("v").schema(),
                  schema.getField("v").schema().getLogicalType());
    }
    return decoder.decode(written(schema, given, 1)).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "int|date|20484|\"2026-01-31\"",
        "int|time-millis|45296789|\"12:34:56.789\"",
        "long|time-micros|45296789012|\"12:34:56.789012\"",
        "long|timestamp-millis|1769864400123|\"2026-01-31T13:00:00.123Z\"",
        "long|timestamp-micros|1769864400123456|\"2026-01-31T13:00:00.123456Z\"",
        "long|timestamp-nanos|1769864400123456789|\"2026-01-31T13:00:00.123456789Z\"",
        "long|timestamp-micros|-1|\"1969-12-31T23:59:59.999999Z\"",
        "long|local-timestamp-micros|1769864400123456|\"2026-01-31T13:00:00.123456\"",
        "long||9223372036854775807|9223372036854775807",
      })
  void numbers_and_times_keep_their_meaning(String type, String logical, long value, String json)
      throws IOException {
    String spelled =
        logical == null
            ? "\"%s\"".formatted(type)
            : "{\"type\":\"%s\",\"logicalType\":\"%s\"}".formatted(type, logical);
    Object given = type.equals("int") ? (Object) (int) value : (Object) value;
    assertThat(read(spelled, given)).isEqualTo("{\"v\":" + json + "}");
  }

  @Test
  void decimals_keep_every_digit() throws IOException {
    String type = "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":38,\"scale\":9}";
    for (String digits :
        List.of("12345678901234567890123456789.123456789", "0.000000001", "-1.500000000")) {
      assertThat(read(type, new BigDecimal(digits))).isEqualTo("{\"v\":" + digits + "}");
      server.close();
      start();
    }
  }

  @Test
  void texts_bytes_enums_unions_lists_maps_uuids_and_odd_numbers_become_json() throws IOException {
    String type =
        """
        {"type":"record","name":"All","fields":[
          {"name":"text","type":"string"},
          {"name":"bytes","type":"bytes"},
          {"name":"plan","type":{"type":"enum","name":"Plan","symbols":["FREE","PRO"]}},
          {"name":"maybe","type":["null","string"]},
          {"name":"tags","type":{"type":"array","items":"string"}},
          {"name":"scores","type":{"type":"map","values":"double"}},
          {"name":"id","type":{"type":"fixed","name":"Id","size":16,"logicalType":"uuid"}},
          {"name":"span","type":{"type":"fixed","name":"Span","size":12,"logicalType":"duration"}},
          {"name":"ok","type":"boolean"},
          {"name":"ratio","type":"float"},
          {"name":"odd","type":"double"}]}
        """;
    Schema all = new Schema.Parser().parse(record(type)).getField("v").schema();
    GenericData.Record value = new GenericData.Record(all);
    value.put("text", "\u00fc \" \n");
    value.put("bytes", ByteBuffer.wrap(new byte[] {0, -1}));
    value.put("plan", new GenericData.EnumSymbol(all.getField("plan").schema(), "PRO"));
    value.put("maybe", null);
    value.put("tags", List.of("a", "b"));
    value.put("scores", Map.of("x", 1.5));
    value.put(
        "id",
        new GenericData.Fixed(
            all.getField("id").schema(),
            HexFormat.of().parseHex("0123456789abcdef0123456789abcdef")));
    value.put(
        "span",
        new GenericData.Fixed(
            all.getField("span").schema(), HexFormat.of().parseHex("0e00000003000000dc050000")));
    value.put("ok", true);
    value.put("ratio", 0.1f);
    value.put("odd", Double.NaN);
    assertThat(read(type, value))
        .isEqualTo(
            "{\"v\":{\"text\":\"\u00fc \\\" \\n\",\"bytes\":\"AP8=\",\"plan\":\"PRO\",\"maybe\":null,"
                + "\"tags\":[\"a\",\"b\"],\"scores\":{\"x\":1.5},\"id\":\"01234567-89ab-cdef-0123-456789abcdef\","
                + "\"span\":\"P14M3DT1.500S\",\"ok\":true,\"ratio\":0.1,\"odd\":\"NaN\"}}");
  }

  @Test
  void schemas_that_refer_to_others_are_put_together_and_asked_for_once() throws IOException {
    String user =
        "{\"type\":\"record\",\"name\":\"User\",\"namespace\":\"shop\",\"fields\":[{\"name\":\"name\",\"type\":\"string\"}]}";
    server.schema(
        7, "AVRO", record("\"shop.User\""), new RegistryServer.Reference("shop.User", "a/b c", 3));
    server.subject("a%2Fb%20c/versions/3", "AVRO", user);
    Schema.Parser parser = new Schema.Parser();
    GenericData.Record value = new GenericData.Record(parser.parse(user));
    value.put("name", "Ada");
    byte[] payload = written(parser.parse(record("\"shop.User\"")), value, 7);
    for (int i = 0; i < 3; i++) {
      assertThat(decoder.decode(payload).at("v.name")).isEqualTo("Ada");
    }
    assertThat(server.asked).hasSize(2);
  }

  @Test
  void no_class_that_a_schema_names_is_loaded() throws IOException {
    Loaded.isLoaded = false;
    String bait = "io.caravan.registry.AvroTest$Bait";
    String type =
        "{\"type\":\"string\",\"java-class\":\"%1$s\",\"avro.java.string\":\"%1$s\",\"logicalType\":\"%1$s\"}"
            .formatted(bait);
    assertThat(read(type, "text")).isEqualTo("{\"v\":\"text\"}");
    assertThat(Loaded.isLoaded).as("its static initializer has run").isFalse();
    new Bait();
    assertThat(Loaded.isLoaded).as("the bait works").isTrue();
  }

  /** Tells whether {@link Bait} was loaded, without loading it. */
  static final class Loaded {
    static boolean isLoaded;
  }

  static final class Bait {
    static {
      Loaded.isLoaded = true;
    }
  }

  private static final String DEEP =
      "{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"L\"]}]}";

  /** Thirty records, each of which has the one before it twice: a billion values from no byte. */
  private static String laughs() {
    StringBuilder type = new StringBuilder("{\"type\":\"record\",\"name\":\"X0\",\"fields\":[]}");
    for (int i = 1; i <= 30; i++) {
      type =
          new StringBuilder(
              "{\"type\":\"record\",\"name\":\"X%d\",\"fields\":[{\"name\":\"a\",\"type\":%s},{\"name\":\"b\",\"type\":\"X%d\"}]}"
                  .formatted(i, type, i - 1));
    }
    return type.toString();
  }

  @Test
  void poison_is_refused_with_its_cause_and_without_taking_memory() {
    server.schema(1, "AVRO", record("\"string\""));
    server.schema(2, "AVRO", record("{\"type\":\"array\",\"items\":\"null\"}"));
    server.schema(3, "AVRO", record(DEEP));
    server.schema(4, "AVRO", record(laughs()));
    server.schema(5, "AVRO", record("[\"null\",\"string\"]"));
    server.schema(6, "PROTOBUF", "CgA=");
    server.schema(7, "AVRO", "{\"type\":\"record\"");
    server.schema(8, "AVRO", "\"string\"");
    Map<String, String> poison = new java.util.LinkedHashMap<>();
    poison.put("", "it is empty");
    poison.put("7b7d", "does not begin with a zero byte");
    poison.put("00000000", "does not begin with a zero byte");
    poison.put("00 0000002a 00", "Cannot find schema 42 in the schema registry");
    poison.put("00 00000001 08 6162", "it is no shop.R");
    poison.put("00 00000001 04 6162 00", "more follows the end of shop.R");
    poison.put("00 00000001 02 ff", "a text is no UTF-8");
    poison.put("00 00000001 feffffff0f", "2147483647 bytes are not there");
    poison.put("00 00000001 01", "-1 bytes are not there");
    poison.put("00 00000002 80a8d6b907", "much larger than its bytes");
    poison.put("00 00000003 " + "02".repeat(100_000), "it goes too deep");
    poison.put("00 00000004", "much larger than its bytes");
    poison.put("00 00000005 0a", "there is no choice 5");
    poison.put("00 00000006 00", "schema 6 is PROTOBUF");
    poison.put("00 00000007 00", "Cannot use schema 7 of the registry");
    poison.put("00 00000008 00", "it is no record, but string");
    poison.forEach(
        (bytes, why) ->
            assertThatThrownBy(
                    () -> decoder.decode(HexFormat.of().parseHex(bytes.replace(" ", ""))))
                .as(bytes.substring(0, Math.min(40, bytes.length())))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining(why));
    int asked = server.asked.size();
    assertThatThrownBy(() -> decoder.decode(HexFormat.of().parseHex("000000002a00")))
        .isInstanceOf(RecordException.class);
    assertThat(server.asked).as("an unknown id is not asked for again at once").hasSize(asked);
  }

  @Test
  void a_registry_that_does_not_answer_is_a_fault_of_the_world_and_asked_again()
      throws IOException {
    server.schema(1, "AVRO", record("\"int\""));
    byte[] payload = HexFormat.of().parseHex("000000000154");
    server.close();
    assertThatThrownBy(() -> decoder.decode(payload))
        .isInstanceOf(WorldException.class)
        .hasMessageContaining("Cannot ask the schema registry at " + server.url());
    server.start();
    server.failWith = 401;
    assertThatThrownBy(() -> decoder.decode(payload))
        .isInstanceOf(WorldException.class)
        .hasMessageContaining("it answers 401. Check caravan.kafka.registry.user");
    server.failWith = 404;
    assertThatThrownBy(() -> decoder.decode(payload))
        .isInstanceOf(WorldException.class)
        .hasMessageContaining("Check caravan.kafka.registry.url");
    server.failWith = 0;
    JsonObject read = decoder.decode(payload);
    assertThat(read.get("v")).isEqualTo(42L);
  }

  @Test
  void users_passwords_and_tokens_are_sent_and_shown_nowhere() {
    server.schema(1, "AVRO", record("\"int\""));
    byte[] payload = HexFormat.of().parseHex("000000000154");
    var user = new RegistrySettings(server.url() + "/", "ada", "canary", "");
    new RegisteredDecoder(Format.AVRO, new Registry(user)).decode(payload);
    assertThat(server.authorization).isEqualTo("Basic YWRhOmNhbmFyeQ==");
    var token = new RegistrySettings(server.url(), "", "", "canary");
    new RegisteredDecoder(Format.AVRO, new Registry(token)).decode(payload);
    assertThat(server.authorization).isEqualTo("Bearer canary");
    assertThat(user + " " + token + " " + new Registry(user)).doesNotContain("canary");
    assertThatThrownBy(() -> new Registry(new RegistrySettings("registry:8081", "", "", "")))
        .hasMessageContaining("Write it like https://");
  }
}
