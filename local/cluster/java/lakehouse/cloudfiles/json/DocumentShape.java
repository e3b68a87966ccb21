package lakehouse.cloudfiles.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** The quick question that most documents need only: are all fields known? One pass over the tokens, no objects made. */
final class DocumentShape {
  private final StructType schema;

  DocumentShape(StructType schema) {
    this.schema = schema;
  }

  /** Returns true if the document, or one in its array, has a field that the schema does not have. */
  boolean hasUnknownField(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    return first != null && unknownIn(parser, new ArrayType(schema, true), schema);
  }

  private static boolean unknownIn(JsonParser parser, DataType inArray, DataType inObject)
      throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT && inObject instanceof StructType struct) {
      return unknownInObject(parser, struct);
    }
    if (parser.currentToken() == JsonToken.START_ARRAY && inArray instanceof ArrayType array) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (unknownIn(parser, array.elementType())) {
          return true;
        }
      }
      return false;
    }
    parser.skipChildren();
    return false;
  }

  private static boolean unknownIn(JsonParser parser, DataType type) throws IOException {
    return unknownIn(parser, type, type);
  }

  private static boolean unknownInObject(JsonParser parser, StructType struct) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Option<Object> index = struct.getFieldIndex(parser.currentName());
      if (index.isEmpty()) {
        return true;
      }
      parser.nextToken();
      if (unknownIn(parser, struct.apply((Integer) index.get()).dataType())) {
        return true;
      }
    }
    return false;
  }
}
