package lakehouse.cloudfiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
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
  private final ReadSchema schema;
  private final String schemaLocation;
  private final boolean typed;
  private final boolean widens;
  private final FileColumns columns;
  private final Configuration configuration;

  SchemaEvolution(
      CloudFilesOptions options,
      ReadSchema schema,
      FileColumns columns,
      Configuration configuration) {
    this.schema = schema;
    this.schemaLocation = options.schemaLocation;
    this.typed = options.inferColumnTypes || options.format.equals("parquet");
    this.widens = schema.mode() == SchemaEvolutionMode.ADD_NEW_COLUMNS_WITH_TYPE_WIDENING;
    this.columns = columns;
    this.configuration = configuration;
  }

  /** Fails where a document of `files` has a new column, or a column of a wider type that is to be adopted. */
  void check(List<FileStatus> files) {
    boolean known = !widens && files.parallelStream().allMatch(this::knows);
    if (known) {
      return;
    }
    NewColumns news = new NewColumns(schema.data(), columns.of(files), typed, widens);
    // What looked new can be a known column in another letter case, which is rescued.
    if (news.names.isEmpty()) {
      return;
    }
    if (schema.mode().adds()) {
      SchemaLog log = new SchemaLog(schemaLocation, configuration);
      SchemaLog.Version latest =
          log.latest()
              .orElse(new SchemaLog.Version(schema.data(), schema.partitions().schema()));
      StructType next = new NewColumns(latest.data(), news.evolved, true, widens).evolved;
      log.add(new SchemaLog.Version(next, latest.partitions()));
    }
    throw new UnknownFieldException(news.names, schema.mode().adds());
  }

  private boolean knows(FileStatus file) {
    try {
      return columns.knownBy(schema.data(), file);
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot read a file of the stream: " + file.getPath(), failed);
    }
  }
}
