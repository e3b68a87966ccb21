package lakehouse.cloudfiles.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.Text;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JsonInferSchema;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** The schema that documents have, by Spark's own inference. */
public final class DocumentTypes {
  private final JSONOptions options;
  private final JsonInferSchema inference;
  private final ObjectMapper mapper;

  /** @param typed true to infer numbers and booleans, false for text alone */
  public DocumentTypes(JSONOptions options, boolean typed) {
    this.options = typed ? options : withPrimitivesAsString(options);
    this.inference = new JsonInferSchema(this.options);
    this.mapper = JsonDocuments.mapper(options);
  }

  /** `known` widened by what the documents of a file have; malformed ones have nothing. */
  public StructType widened(StructType known, JsonDocuments documents, FileStatus file)
      throws IOException {
    DataType[] merged = {known};
    documents.forEach(
        file,
        document -> {
          DataType seen = typeOf(document);
          if (seen instanceof StructType) {
            DataType inConflict = JsonInferSchema.compatibleType$default$3();
            merged[0] = JsonInferSchema.compatibleType(merged[0], seen, inConflict);
          }
        });
    Option<DataType> canonical = inference.canonicalizeType(merged[0], options);
    return canonical.isDefined() ? (StructType) canonical.get() : known;
  }

  private DataType typeOf(Text document) throws IOException {
    try (JsonParser parser = mapper.createParser(document.getBytes(), 0, document.getLength())) {
      if (parser.nextToken() == null) {
        return null;
      }
      DataType type = inference.inferField(parser);
      return type instanceof ArrayType array ? array.elementType() : type;
    } catch (JsonProcessingException malformed) {
      return null;
    }
  }

  @SuppressWarnings("unchecked")
  private static JSONOptions withPrimitivesAsString(JSONOptions options) {
    scala.collection.immutable.Map<String, String> more =
        Map$.MODULE$.from(CollectionConverters.asScala(Map.of("primitivesAsString", "true")));
    scala.collection.immutable.Map<String, String> all =
        (scala.collection.immutable.Map<String, String>) options.parameters().$plus$plus(more);
    return new JSONOptions(all, "UTC", options.columnNameOfCorruptRecord());
  }
}
