package lakehouse.cloudfiles;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import lakehouse.cloudfiles.json.JsonDocuments;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.util.UnknownFieldException;
import org.apache.spark.sql.types.StructType;

/**
 * What happens when the first document with an unknown column is met: the stream fails, and where columns may be added
 * the next version of its schema is there before it does. All files of the micro-batch are looked through once, so that
 * one restart serves all their new columns.
 *
 * <p>It runs in the task that met the document, which is in the driver's process, as the workspace has one.
 */
public final class SchemaEvolution implements Serializable {
  private final String schemaLocation;
  private final StructType schema;
  private final boolean typed;
  private final List<String> files;

  /** @param schemaLocation where new columns are added; null where they are not */
  SchemaEvolution(String schemaLocation, StructType schema, boolean typed, List<String> files) {
    this.schemaLocation = schemaLocation;
    this.schema = schema;
    this.typed = typed;
    this.files = List.copyOf(files);
  }

  /** The error to fail with, once the schema is updated. */
  public UnknownFieldException unknownField(JSONOptions options, Configuration configuration)
      throws IOException {
    // One at a time: the tasks of a micro-batch often meet their first new column together.
    synchronized (SchemaEvolution.class) {
      JsonDocuments documents = new JsonDocuments(options, configuration);
      StructType seen = new StructType();
      for (String file : files) {
        seen = documents.mergedSchema(seen, new Path(file), typed);
      }
      NewColumns news = new NewColumns(schema, seen, typed);
      if (schemaLocation != null) {
        SchemaLog log = new SchemaLog(schemaLocation, configuration);
        StructType latest = log.latest().orElse(schema);
        StructType evolved = new NewColumns(latest, news.evolved, true).evolved;
        if (!evolved.equals(latest)) {
          log.add(evolved);
        }
      }
      return new UnknownFieldException(news.names, schemaLocation != null);
    }
  }
}
