package io.caravan.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.google.protobuf.AnyProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import io.caravan.record.RecordException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Protobuf's binary form, read by the descriptors of its registered file. */
final class ProtobufPayload implements Payload {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_INDEXES = 100;
  // What every schema may import without the registry's knowing.
  private static final Map<String, FileDescriptor> COMMON = common();
  private final FileDescriptor file;

  private ProtobufPayload(FileDescriptor file) {
    this.file = file;
  }

  static ProtobufPayload of(RegisteredSchema schema) {
    try {
      return new ProtobufPayload(file(schema));
    } catch (DescriptorValidationException | InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static FileDescriptor file(RegisteredSchema schema)
      throws DescriptorValidationException, InvalidProtocolBufferException {
    FileDescriptorProto proto =
        FileDescriptorProto.parseFrom(Base64.getDecoder().decode(schema.text()));
    Map<String, FileDescriptor> imports = new HashMap<>(COMMON);
    for (RegisteredSchema.Reference reference : schema.references()) {
      imports.put(reference.name(), file(reference.schema()));
    }
    List<FileDescriptor> used = new ArrayList<>();
    for (String name : proto.getDependencyList()) {
      FileDescriptor imported = imports.get(name);
      if (imported == null) {
        throw new IllegalArgumentException(
            "it imports '%s', which the registry does not refer to.".formatted(name));
      }
      used.add(imported);
    }
    return FileDescriptor.buildFrom(proto, used.toArray(FileDescriptor[]::new));
  }

  private static Map<String, FileDescriptor> common() {
    Map<String, FileDescriptor> common = new HashMap<>();
    for (FileDescriptor file :
        List.of(
            AnyProto.getDescriptor(),
            DurationProto.getDescriptor(),
            EmptyProto.getDescriptor(),
            FieldMaskProto.getDescriptor(),
            StructProto.getDescriptor(),
            TimestampProto.getDescriptor(),
            WrappersProto.getDescriptor(),
            com.google.protobuf.DescriptorProtos.getDescriptor(),
            confluent("confluent/meta.proto"),
            confluent(
                "confluent/type/decimal.proto",
                field("value", 1, FieldDescriptorProto.Type.TYPE_BYTES),
                field("precision", 2, FieldDescriptorProto.Type.TYPE_UINT32),
                field("scale", 3, FieldDescriptorProto.Type.TYPE_INT32)))) {
      common.put(file.getName(), file);
    }
    return common;
  }

  private static FieldDescriptorProto field(
      String name, int number, FieldDescriptorProto.Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
        .build();
  }

  private static FileDescriptor confluent(String name, FieldDescriptorProto... fields) {
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder().setName(name).setSyntax("proto3");
    if (fields.length > 0) {
      file.setPackage("confluent.type")
          .addMessageType(
              DescriptorProto.newBuilder().setName("Decimal").addAllField(List.of(fields)));
    }
    try {
      return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
    } catch (DescriptorValidationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public byte[] json(byte[] payload, int from) {
    try (ByteArrayBuilder out = new ByteArrayBuilder(2 * payload.length + 64)) {
      CodedInputStream in = CodedInputStream.newInstance(payload, from, payload.length - from);
      Descriptor type = type(in);
      DynamicMessage message = DynamicMessage.parseFrom(type, in);
      try (JsonGenerator json = JSON.createGenerator(out)) {
        new ProtobufWalk(json, out).message(message);
      }
      return out.toByteArray();
    } catch (IOException | java.time.DateTimeException | IllegalArgumentException e) {
      throw new RecordException(
          "Cannot read the payload as Protobuf: %s"
              .formatted(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
    }
  }

  /** Which message of the file it is: indexes from the outermost on, none for the first. */
  private Descriptor type(CodedInputStream in) throws IOException {
    int count = in.readSInt32();
    if (count < 0 || count > MOST_INDEXES) {
      throw new IllegalArgumentException("it does not say which message it is.");
    }
    Descriptor type = null;
    for (int i = 0; i < Math.max(1, count); i++) {
      int index = count == 0 ? 0 : in.readSInt32();
      List<Descriptor> choice = type == null ? file.getMessageTypes() : type.getNestedTypes();
      if (index < 0 || index >= choice.size()) {
        throw new IllegalArgumentException("its schema has no such message.");
      }
      type = choice.get(index);
    }
    return type;
  }
}
