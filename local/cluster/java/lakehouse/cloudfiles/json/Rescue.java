package lakehouse.cloudfiles.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.util.BadRecordException;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Takes out of a document what its schema cannot hold: unknown fields, other letter cases, other types. */
final class Rescue {
  private final ObjectMapper mapper;
  private final JSONOptions options;
  private final Map<StructField, SparkJson> fieldParsers = new HashMap<>();

  Rescue(ObjectMapper mapper, JSONOptions options) {
    this.mapper = mapper;
    this.options = options;
  }

  /** Moves what does not fit from `document` to the result. */
  ObjectNode from(ObjectNode document, StructType schema) throws JsonProcessingException {
    ObjectNode rescued = mapper.createObjectNode();
    List<String> names = new ArrayList<>();
    document.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode value = document.get(name);
      if (schema.getFieldIndex(name).isEmpty()) {
        rescued.set(name, document.remove(name));
        continue;
      }
      StructField field = schema.apply(name);
      JsonNode inside = inside(value, field.dataType());
      if (!inside.isEmpty()) {
        rescued.set(name, inside);
      }
      if (!fits(field, value)) {
        rescued.set(name, document.remove(name));
      }
    }
    return rescued;
  }

  /** Returns the parts of a value that do not fit: fields of a struct, or of each struct in an array. */
  private JsonNode inside(JsonNode value, DataType type) throws JsonProcessingException {
    if (value instanceof ObjectNode object && type instanceof StructType struct) {
      return from(object, struct);
    }
    ArrayNode rescued = mapper.createArrayNode();
    if (value instanceof ArrayNode array && type instanceof ArrayType of) {
      boolean any = false;
      for (JsonNode element : array) {
        JsonNode inside = inside(element, of.elementType());
        any |= !inside.isEmpty();
        rescued.add(inside.isEmpty() ? mapper.nullNode() : inside);
      }
      return any ? rescued : mapper.createArrayNode();
    }
    return rescued;
  }

  private boolean fits(StructField field, JsonNode value) throws JsonProcessingException {
    if (value.isNull()) {
      return true;
    }
    SparkJson parser =
        fieldParsers.computeIfAbsent(
            field, key -> new SparkJson(new StructType(new StructField[] {key}), options));
    ObjectNode alone = mapper.createObjectNode();
    alone.set(field.name(), value);
    try {
      parser.parse(mapper.writeValueAsBytes(alone));
      return true;
    } catch (BadRecordException mismatch) {
      return false;
    }
  }
}
