package lakehouse.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.VariantType;
import org.apache.spark.unsafe.types.VariantVal;
import scala.jdk.javaapi.CollectionConverters;

/** A value as the text that a result of the platform has for it. */
final class ValueText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");

  private ValueText() {}

  /** Text; null for NULL; JSON for a struct, an array, a map or a variant. */
  static String of(Object value, DataType type) throws IOException {
    if (value == null) {
      return null;
    }
    if (!isComplex(type)) {
      return scalar(value);
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      write(value, type, out);
    }
    return text.toString();
  }

  private static boolean isComplex(DataType type) {
    return type instanceof StructType
        || type instanceof ArrayType
        || type instanceof MapType
        || type instanceof VariantType;
  }

  private static String scalar(Object value) {
    if (value instanceof Timestamp timestamp) {
      // By Spark's own way back: java.sql's classes count days before 1582 by another calendar.
      return instant(DateTimeUtils.microsToInstant(DateTimeUtils.fromJavaTimestamp(timestamp)));
    }
    if (value instanceof Instant instant) {
      return instant(instant);
    }
    if (value instanceof LocalDateTime local) {
      return MILLISECONDS.format(local);
    }
    if (value instanceof Date date) {
      return LocalDate.ofEpochDay(DateTimeUtils.fromJavaDate(date)).toString();
    }
    if (value instanceof LocalDate date) {
      return date.toString();
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    return value.toString();
  }

  private static String instant(Instant instant) {
    return MILLISECONDS.format(instant.atOffset(ZoneOffset.UTC)) + "Z";
  }

  private static void write(Object value, DataType type, JsonGenerator out) throws IOException {
    if (value == null) {
      out.writeNull();
    } else if (type instanceof StructType struct) {
      Row row = (Row) value;
      out.writeStartObject();
      for (int at = 0; at < struct.length(); at++) {
        out.writeFieldName(struct.apply(at).name());
        write(row.get(at), struct.apply(at).dataType(), out);
      }
      out.writeEndObject();
    } else if (type instanceof ArrayType array) {
      out.writeStartArray();
      for (Object element : CollectionConverters.asJava((scala.collection.Iterable<?>) value)) {
        write(element, array.elementType(), out);
      }
      out.writeEndArray();
    } else if (type instanceof MapType map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry :
          CollectionConverters.asJava((scala.collection.Map<?, ?>) value).entrySet()) {
        out.writeFieldName(of(entry.getKey(), map.keyType()));
        write(entry.getValue(), map.valueType(), out);
      }
      out.writeEndObject();
    } else if (value instanceof VariantVal variant) {
      out.writeRawValue(variant.toJson(ZoneOffset.UTC));
    } else if (value instanceof Boolean || value instanceof Number) {
      writeNumberOrBoolean(value, out);
    } else {
      out.writeString(scalar(value));
    }
  }

  private static void writeNumberOrBoolean(Object value, JsonGenerator out) throws IOException {
    boolean finite = !(value instanceof Double d && !Double.isFinite(d))
        && !(value instanceof Float f && !Float.isFinite(f));
    if (finite) {
      out.writeRawValue(scalar(value));
    } else {
      out.writeString(value.toString());
    }
  }
}
