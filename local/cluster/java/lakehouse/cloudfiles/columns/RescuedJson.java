package lakehouse.cloudfiles.columns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringWriter;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JacksonGenerator;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** Values that no column of the stream can have, as JSON. */
final class RescuedJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

  private RescuedJson() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /** The value as Spark's `to_json` writes it. */
  static JsonNode of(Object value, DataType type) {
    StringWriter text = new StringWriter();
    JSONOptions options =
        new JSONOptions(Map$.MODULE$.from(CollectionConverters.asScala(Map.of())), "UTC", "");
    StructType one = new StructType().add("value", type);
    JacksonGenerator generator = new JacksonGenerator(one, text, options);
    generator.write(new GenericInternalRow(new Object[] {value}));
    generator.close();
    try {
      return MAPPER.readTree(text.toString()).get("value");
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The text of the rescued data column; null where nothing was rescued. */
  static UTF8String text(ObjectNode rescued, String filePath) {
    if (rescued.isEmpty()) {
      return null;
    }
    rescued.put("_file_path", filePath);
    return UTF8String.fromString(rescued.toString());
  }
}
