package io.caravan.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.StructProto;
import com.google.protobuf.TextFormat;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.Value;
import com.google.protobuf.WrappersProto;
import io.caravan.record.ProjectException;
import io.caravan.record.RecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Protobuf as its own library writes it, read by the file that a registry has. */
class ProtobufTest {
  private static final String EVENT =
      """
      name: "event.proto" package: "shop" syntax: "proto3"
      dependency: "google/protobuf/timestamp.proto"
      dependency: "google/protobuf/wrappers.proto"
      dependency: "google/protobuf/struct.proto"
      message_type { name: "Other" }
      message_type {
        name: "Event"
        field { name: "user_id" number: 1 type: TYPE_INT64 label: LABEL_OPTIONAL }
        field { name: "count" number: 2 type: TYPE_UINT64 label: LABEL_OPTIONAL }
        field { name: "at" number: 3 type: TYPE_MESSAGE type_name: ".google.protobuf.Timestamp" label: LABEL_OPTIONAL }
        field { name: "note" number: 4 type: TYPE_MESSAGE type_name: ".google.protobuf.StringValue" label: LABEL_OPTIONAL }
        field { name: "plan" number: 5 type: TYPE_ENUM type_name: ".shop.Event.Plan" label: LABEL_OPTIONAL }
        field { name: "tags" number: 6 type: TYPE_STRING label: LABEL_REPEATED }
        field { name: "scores" number: 7 type: TYPE_MESSAGE type_name: ".shop.Event.ScoresEntry" label: LABEL_REPEATED }
        field { name: "raw" number: 8 type: TYPE_BYTES label: LABEL_OPTIONAL }
        field { name: "maybe" number: 9 type: TYPE_STRING label: LABEL_OPTIONAL oneof_index: 0 proto3_optional: true }
        field { name: "ratio" number: 10 type: TYPE_DOUBLE label: LABEL_OPTIONAL }
        field { name: "extra" number: 11 type: TYPE_MESSAGE type_name: ".google.protobuf.Struct" label: LABEL_OPTIONAL }
        oneof_decl { name: "_maybe" }
        enum_type { name: "Plan" value { name: "FREE" number: 0 } value { name: "PRO" number: 1 } }
        nested_type {
          name: "ScoresEntry" options { map_entry: true }
          field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
          field { name: "value" number: 2 type: TYPE_INT32 label: LABEL_OPTIONAL }
        }
        nested_type {
          name: "Inner"
          field { name: "x" number: 1 type: TYPE_INT32 label: LABEL_OPTIONAL }
        }
      }
      """;
  private RegistryServer server;
  private RegisteredDecoder decoder;

  @BeforeEach
  void start() throws IOException {
    server = new RegistryServer();
    decoder = new RegisteredDecoder(Format.PROTOBUF, new Registry(server.settings()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static FileDescriptorProto file(String text) throws IOException {
    FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder();
    TextFormat.merge(text, file);
    return file.build();
  }

  private static String serialized(FileDescriptorProto file) {
    return Base64.getEncoder().encodeToString(file.toByteArray());
  }

  private static byte[] written(int id, String indexes, byte[] message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(HexFormat.of().parseHex("00%08x%s".formatted(id, indexes)));
    out.write(message);
    return out.toByteArray();
  }

  @Test
  void every_kind_of_field_becomes_json_under_its_own_name() throws Exception {
    FileDescriptorProto file = file(EVENT);
    server.schema(3, "PROTOBUF", serialized(file));
    Descriptor event =
        FileDescriptor.buildFrom(
                file,
                new FileDescriptor[] {
                  TimestampProto.getDescriptor(),
                  WrappersProto.getDescriptor(),
                  StructProto.getDescriptor()
                })
            .findMessageTypeByName("Event");
    DynamicMessage.Builder message = DynamicMessage.newBuilder(event);
    message.setField(event.findFieldByName("user_id"), -5L);
    message.setField(event.findFieldByName("count"), -1L);
    message.setField(
        event.findFieldByName("at"),
        Timestamp.newBuilder().setSeconds(1769864400).setNanos(123_000_000).build());
    message.setField(event.findFieldByName("note"), StringValue.of(""));
    message.setField(
        event.findFieldByName("plan"), event.findEnumTypeByName("Plan").findValueByNumber(1));
    message.addRepeatedField(event.findFieldByName("tags"), "a");
    Descriptor entry = event.findNestedTypeByName("ScoresEntry");
    message.addRepeatedField(
        event.findFieldByName("scores"),
        DynamicMessage.newBuilder(entry)
            .setField(entry.findFieldByName("key"), "x")
            .setField(entry.findFieldByName("value"), 7)
            .build());
    message.setField(event.findFieldByName("raw"), ByteString.copyFrom(new byte[] {0, -1}));
    message.setField(event.findFieldByName("ratio"), Double.NaN);
    message.setField(
        event.findFieldByName("extra"),
        Struct.newBuilder()
            .putFields("deep", Value.newBuilder().setBoolValue(true).build())
            .build());
    // Two indexes: message 1 of the file, and none within it.
    assertThat(decoder.decode(written(3, "0202", message.build().toByteArray())))
        .hasToString(
            "{\"user_id\":-5,\"count\":18446744073709551615,\"at\":\"2026-01-31T13:00:00.123Z\",\"note\":\"\","
                + "\"plan\":\"PRO\",\"tags\":[\"a\"],\"scores\":{\"x\":7},\"raw\":\"AP8=\",\"ratio\":\"NaN\",\"extra\":{\"deep\":true}}");
    assertThat(decoder.decode(written(3, "0202", new byte[0])))
        .as("what was not set")
        .hasToString(
            "{\"user_id\":0,\"count\":0,\"plan\":\"FREE\",\"tags\":[],\"scores\":{},\"raw\":\"\",\"ratio\":0.0}");
    assertThat(decoder.decode(written(3, "0202", new byte[] {0x28, 9})).get("plan"))
        .as("a symbol that came later")
        .isEqualTo(9L);
    assertThat(decoder.decode(written(3, "00", new byte[0])))
        .as("the first message of the file")
        .hasToString("{}");
    assertThat(decoder.decode(written(3, "040202", new byte[] {8, 4})))
        .as("a message within a message")
        .hasToString("{\"x\":4}");
    assertThat(server.asked).containsExactly("/schemas/ids/3?format=serialized");
  }

  @Test
  void imported_files_and_decimals_are_understood() throws Exception {
    FileDescriptorProto price =
        file(
            "name: \"price.proto\" package: \"shop\" syntax: \"proto3\" dependency: \"confluent/type/decimal.proto\" dependency: \"confluent/meta.proto\" "
                + "message_type { name: \"Price\" field { name: \"amount\" number: 1 type: TYPE_MESSAGE type_name: \".confluent.type.Decimal\" label: LABEL_OPTIONAL } }");
    FileDescriptorProto order =
        file(
            "name: \"order.proto\" package: \"shop\" syntax: \"proto3\" dependency: \"price.proto\" "
                + "message_type { name: \"Order\" field { name: \"price\" number: 1 type: TYPE_MESSAGE type_name: \".shop.Price\" label: LABEL_OPTIONAL } }");
    server.schema(
        9, "PROTOBUF", serialized(order), new RegistryServer.Reference("price.proto", "price", 1));
    server.subject("price/versions/1", "PROTOBUF", serialized(price));
    // price { amount { value: 0x04d2 scale: 2 } }
    assertThat(decoder.decode(written(9, "00", HexFormat.of().parseHex("0a080a060a0204d21802"))))
        .hasToString("{\"price\":{\"amount\":12.34}}");
  }

  @Test
  void poison_is_refused_with_its_cause() throws Exception {
    server.schema(3, "PROTOBUF", serialized(file(EVENT)));
    server.schema(4, "PROTOBUF", serialized(file("name: \"a\" dependency: \"b.proto\"")));
    server.schema(5, "PROTOBUF", "AAAA");
    Map<String, String> poison =
        Map.of(
            "00 00000003 02 0a 00", "its schema has no such message",
            "00 00000003 01", "it does not say which message it is",
            "00 00000003 0202 ff", "Cannot read the payload as Protobuf",
            "00 00000003 0202 1a 0b 08ffffffffffffffff7f", "Cannot read the payload as Protobuf",
            "00 00000003", "Cannot read the payload as Protobuf",
            "00 00000004 00", "imports 'b.proto', which the registry does not refer to",
            "00 00000005 00", "Cannot use schema 5 of the registry");
    poison.forEach(
        (bytes, why) ->
            assertThatThrownBy(
                    () -> decoder.decode(HexFormat.of().parseHex(bytes.replace(" ", ""))))
                .as(bytes)
                .isInstanceOf(RecordException.class)
                .hasMessageContaining(why));
  }

  @Test
  void a_registry_that_knows_the_text_of_files_only_is_refused_by_name() {
    server.schema(1, "PROTOBUF", "syntax = \"proto3\"; message M {}");
    assertThatThrownBy(() -> decoder.decode(HexFormat.of().parseHex("000000000100")))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("?format=serialized");
  }
}
