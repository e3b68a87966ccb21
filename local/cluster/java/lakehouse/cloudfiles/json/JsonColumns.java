package lakehouse.cloudfiles.json;

import java.io.IOException;
import lakehouse.cloudfiles.FileColumns;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.types.StructType;

/** Columns of JSON files, which their documents have. */
public final class JsonColumns implements FileColumns {
  private final JsonDocuments documents;
  private final DocumentTypes types;

  /** @param typed true to infer numbers and booleans, false for text alone */
  public JsonColumns(JSONOptions options, boolean typed, Configuration configuration) {
    documents = new JsonDocuments(options, configuration);
    types = new DocumentTypes(options, typed);
  }

  @Override
  public boolean knownBy(StructType schema, FileStatus file) throws IOException {
    return documents.knownBy(schema, file);
  }

  @Override
  public StructType widened(StructType known, FileStatus file) throws IOException {
    return types.widened(known, documents, file);
  }
}
