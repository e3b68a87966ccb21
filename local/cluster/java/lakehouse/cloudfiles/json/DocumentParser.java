package lakehouse.cloudfiles.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.io.Text;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.util.BadRecordException;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction0;

/**
 * A document to rows of a schema, with a column for what does not fit it. Most documents fit, so Spark's parser reads
 * them as they are; only another one is taken apart.
 */
final class DocumentParser {
  private final StructType rows;
  private final int rescuedIndex;
  private final StructType documents;
  private final String filePath;
  private final SparkJson spark;
  private final DocumentShape shape;
  private final JsonFactory factory;
  private final ObjectMapper mapper;
  private final Rescue rescue;

  /**
   * @param rows the columns of a row
   * @param rescued the one among them for what does not fit; null for none
   */
  DocumentParser(StructType rows, String rescued, JSONOptions options, String filePath) {
    this.rows = rows;
    this.filePath = filePath;
    this.rescuedIndex = Arrays.asList(rows.fieldNames()).indexOf(rescued);
    List<StructField> fields = new ArrayList<>(List.of(rows.fields()));
    if (rescuedIndex >= 0) {
      fields.remove(rescuedIndex);
    }
    this.documents = new StructType(fields.toArray(new StructField[0]));
    this.spark = new SparkJson(documents, options);
    this.shape = new DocumentShape(documents);
    this.factory = options.buildJsonFactory();
    this.mapper = JsonDocuments.mapper(options);
    this.rescue = new Rescue(mapper, options);
  }

  /** The rows of a document: one, or one for each element of an array; none of an empty line. */
  Iterator<InternalRow> parse(Text document) throws BadRecordException {
    boolean rescues = rescuedIndex >= 0;
    try {
      if (!rescues || !hasUnknownField(document)) {
        try {
          return completed(spark.parse(document), null);
        } catch (BadRecordException mismatch) {
          if (!rescues) {
            throw mismatch;
          }
        }
      }
      return takenApart(document);
    } catch (BadRecordException malformed) {
      throw rescues ? completed(malformed) : malformed;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private boolean hasUnknownField(Text document) throws IOException {
    try (JsonParser tokens = spark.tokens(factory, document)) {
      return shape.hasUnknownField(tokens);
    } catch (JsonProcessingException malformed) {
      return false;
    }
  }

  private Iterator<InternalRow> takenApart(Text document)
      throws IOException, BadRecordException {
    JsonNode root;
    try (JsonParser tokens = spark.tokens(factory, document)) {
      root = mapper.readTree(tokens);
    } catch (JsonProcessingException malformed) {
      return completed(spark.parse(document), null);
    }
    List<InternalRow> found = new ArrayList<>();
    for (JsonNode element : root.isArray() ? root : List.of(root)) {
      if (element instanceof ObjectNode object) {
        ObjectNode rescued = rescue.from(object, documents);
        completed(spark.parse(mapper.writeValueAsBytes(object)), text(rescued))
            .forEachRemaining(found::add);
      } else {
        // Not an object: malformed as a document, and Spark's parser has the words for it.
        completed(spark.parse(mapper.writeValueAsBytes(element)), null)
            .forEachRemaining(found::add);
      }
    }
    return found.iterator();
  }

  private UTF8String text(ObjectNode rescued) throws JsonProcessingException {
    if (rescued.isEmpty()) {
      return null;
    }
    rescued.put("_file_path", filePath);
    return UTF8String.fromBytes(mapper.writeValueAsBytes(rescued));
  }

  /** A malformed document whose fields that can be read have the columns of a row, too. */
  private BadRecordException completed(BadRecordException malformed) {
    return new BadRecordException(
        malformed.record(),
        new AbstractFunction0<>() {
          @Override
          public InternalRow[] apply() {
            List<InternalRow> rows = new ArrayList<>();
            for (InternalRow row : malformed.partialResults().apply()) {
              rows.add(completed(row, null));
            }
            return rows.toArray(new InternalRow[0]);
          }
        },
        malformed.cause());
  }

  private Iterator<InternalRow> completed(
      scala.collection.Iterable<InternalRow> parsed, UTF8String rescued) {
    Iterator<InternalRow> values = CollectionConverters.asJava(parsed.iterator());
    if (rescuedIndex < 0) {
      return values;
    }
    List<InternalRow> complete = new ArrayList<>();
    values.forEachRemaining(value -> complete.add(completed(value, rescued)));
    return complete.iterator();
  }

  private InternalRow completed(InternalRow value, UTF8String rescued) {
    Object[] row = new Object[rows.length()];
    for (int to = 0, from = 0; to < row.length; to++) {
      row[to] = to == rescuedIndex ? rescued : value.get(from, documents.apply(from++).dataType());
    }
    return new GenericInternalRow(row);
  }
}
