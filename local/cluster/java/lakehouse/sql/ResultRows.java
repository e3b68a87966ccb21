package lakehouse.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
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
    StageCompilation.setFor(result);
    List<Row> rows =
        rowLimit < 0 || rowLimit == Integer.MAX_VALUE
            ? result.collectAsList()
            : result.takeAsList(rowLimit + 1);
    StructType schema = result.schema();
    StringWriter text = new StringWriter();
    boolean truncated = rowLimit >= 0 && rows.size() > rowLimit;
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartArray();
      for (Row row : truncated ? rows.subList(0, rowLimit) : rows) {
        if (byteLimit >= 0 && out.getOutputBuffered() + text.getBuffer().length() >= byteLimit) {
          truncated = true;
          break;
        }
        out.writeStartArray();
        for (int at = 0; at < schema.length(); at++) {
          out.writeString(ValueText.of(row.get(at), schema.apply(at).dataType()));
        }
        out.writeEndArray();
      }
      out.writeEndArray();
    }
    return new ResultRows(text.toString(), truncated);
  }

  public String json() {
    return json;
  }

  public boolean truncated() {
    return truncated;
  }
}
