package lakehouse.cloudfiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import lakehouse.cloudfiles.json.DocumentTypes;
import lakehouse.cloudfiles.json.JsonDocuments;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.util.UnknownFieldException;
import org.apache.spark.sql.types.StructType;

/**
 * Searches for columns that a stream's schema does not have, before a micro-batch is read. Where there are some the stream fails,
 * and where columns may be added the next version of its schema is there before it does. All files of the micro-batch
 * are read, so that one restart serves all their new columns.
 *
 * <p>It looks on the driver: what fails in a task reaches the user wrapped three times over.
 */
final class SchemaEvolution {
  private final boolean adds;
  private final String schemaLocation;
  private final StructType schema;
  private final boolean typed;
  private final JSONOptions json;
  private final Configuration configuration;

  SchemaEvolution(
      SchemaEvolutionMode mode,
      CloudFilesOptions options,
      StructType schema,
      JSONOptions json,
      Configuration configuration) {
    this.adds = mode == SchemaEvolutionMode.ADD_NEW_COLUMNS;
    this.schemaLocation = options.schemaLocation;
    this.schema = schema;
    this.typed = options.inferColumnTypes;
    this.json = json;
    this.configuration = configuration;
  }

  /** Fails where a document of `files` has a new column. */
  void check(List<FileStatus> files) {
    JsonDocuments documents = new JsonDocuments(json, configuration);
    boolean known = files.parallelStream().allMatch(file -> knows(documents, file));
    if (known) {
      return;
    }
    DocumentTypes types = new DocumentTypes(json, typed);
    StructType seen = new StructType();
    try {
      for (FileStatus file : files) {
        seen = types.widened(seen, documents, file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    NewColumns news = new NewColumns(schema, seen, typed);
    // What looked new can be a known column in another letter case, which is rescued.
    if (news.names.isEmpty()) {
      return;
    }
    if (adds) {
      SchemaLog log = new SchemaLog(schemaLocation, configuration);
      StructType latest = log.latest().orElse(schema);
      log.add(new NewColumns(latest, news.evolved, true).evolved);
    }
    throw new UnknownFieldException(news.names, adds);
  }

  private boolean knows(JsonDocuments documents, FileStatus file) {
    try {
      return documents.knownBy(schema, file);
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot read a file of the stream: " + file.getPath(), failed);
    }
  }
}
