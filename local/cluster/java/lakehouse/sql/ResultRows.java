package lakehouse.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** The rows of a result as a JSON array of arrays of text or null: the format JSON_ARRAY. */
public final class ResultRows {
  private static final JsonFactory JSON = new JsonFactory();

  private final String json;
  private final boolean truncated;

  private ResultRows(String json, boolean truncated) {
    this.json = json;
    this.truncated = truncated;
  }

  /** At most `rowLimit` rows and about `byteLimit` bytes; a limit below zero is none. */
  public static ResultRows of(Dataset<Row> result, int rowLimit, long byteLimit) throws IOException {
    Iterator<Row> rows = fetch(result, rowLimit, byteLimit);
    StructType schema = result.schema();
    StringWriter text = new StringWriter();
    int count = 0;
    boolean truncated = false;
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartArray();
      while (rows.hasNext() && !truncated) {
        long bytes = text.getBuffer().length() + out.getOutputBuffered();
        if (count == rowLimit || (byteLimit >= 0 && bytes >= byteLimit)) {
          truncated = true;
        } else {
          write(rows.next(), schema, out);
          count++;
        }
      }
      out.writeEndArray();
    }
    return new ResultRows(text.toString(), truncated);
  }

  private static Iterator<Row> fetch(Dataset<Row> result, int rowLimit, long byteLimit) {
    if (rowLimit >= 0 && rowLimit < Integer.MAX_VALUE) {
      return result.takeAsList(rowLimit + 1).iterator();
    }
    // With a limit in bytes only, a part at a time: all of a large table would not fit in memory.
    return byteLimit >= 0 ? result.toLocalIterator() : result.collectAsList().iterator();
  }

  private static void write(Row row, StructType schema, JsonGenerator out) throws IOException {
    out.writeStartArray();
    for (int at = 0; at < schema.length(); at++) {
      out.writeString(ValueText.of(row.get(at), schema.apply(at).dataType()));
    }
    out.writeEndArray();
  }

  public String json() {
    return json;
  }

  public boolean truncated() {
    return truncated;
  }
}
