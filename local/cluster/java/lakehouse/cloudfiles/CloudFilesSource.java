package lakehouse.cloudfiles;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.read.streaming.ReadAllAvailable;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation$;
import org.apache.spark.sql.execution.streaming.Offset;
import org.apache.spark.sql.execution.streaming.Source;
import org.apache.spark.sql.execution.streaming.runtime.FileStreamSourceOffset;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The files of a folder, each read once by its path, at any age. A micro-batch is first written to a log in the
 * checkpoint, then read: what is read again after a crash is the same batch.
 */
final class CloudFilesSource implements Source, SupportsTriggerAvailableNow {
  private final SparkSession spark;
  private final CloudFilesOptions options;
  private final ReadSchema schema;
  private final Function<List<Path>, FileFormat> format;
  private final SchemaEvolution evolution;
  private final Configuration configuration;
  private final FileListing listing;
  private final FileLog log;
  private Deque<FileStatus> waiting = new ArrayDeque<>();
  private boolean availableNow;

  /**
   * @param format the reader of the files of a micro-batch
   * @param evolution search for new columns; null for no search
   */
  CloudFilesSource(
      SparkSession spark,
      String checkpoint,
      CloudFilesOptions options,
      ReadSchema schema,
      Function<List<Path>, FileFormat> format,
      SchemaEvolution evolution) {
    this.spark = spark;
    this.options = options;
    this.schema = schema;
    this.format = format;
    this.evolution = evolution;
    configuration = spark.sessionState().newHadoopConf();
    listing = new FileListing(options, configuration);
    log =
        new FileLog(
            spark,
            checkpoint,
            () -> options.includeExistingFiles ? List.of() : listing.files());
  }

  @Override
  public StructType schema() {
    return schema.all();
  }

  @Override
  public ReadLimit getDefaultReadLimit() {
    return ReadLimit.maxFiles(options.maxFilesPerTrigger);
  }

  @Override
  public void prepareForTriggerAvailableNow() {
    waiting = unseenFiles();
    availableNow = true;
  }

  @Override
  public org.apache.spark.sql.connector.read.streaming.Offset latestOffset(
      org.apache.spark.sql.connector.read.streaming.Offset start, ReadLimit limit) {
    if (waiting.isEmpty() && !availableNow) {
      waiting = unseenFiles();
    }
    List<FileStatus> batch = take(limit);
    if (!batch.isEmpty()) {
      log.add(batch);
    }
    return log.lastBatch() < 0 ? null : new FileStreamSourceOffset(log.lastBatch());
  }

  private Deque<FileStatus> unseenFiles() {
    Deque<FileStatus> unseen = new ArrayDeque<>();
    for (FileStatus file : listing.files()) {
      if (log.isNew(file, options.allowOverwrites)) {
        unseen.add(file);
      }
    }
    return unseen;
  }

  private List<FileStatus> take(ReadLimit limit) {
    boolean all = limit instanceof ReadAllAvailable;
    List<FileStatus> batch = new ArrayList<>();
    long bytes = 0;
    // The limit in bytes is a soft one: a batch has one file at least.
    while (!waiting.isEmpty()
        && (all
            || batch.isEmpty()
            || (batch.size() < options.maxFilesPerTrigger
                && bytes + waiting.peek().getLen() <= options.maxBytesPerTrigger))) {
      FileStatus file = waiting.poll();
      bytes += file.getLen();
      batch.add(file);
    }
    return batch;
  }

  @Override
  public Dataset<Row> getBatch(Option<Offset> start, Offset end) {
    long first = start.isEmpty() ? 0 : FileStreamSourceOffset.apply(start.get()).logOffset() + 1;
    long last = FileStreamSourceOffset.apply(end).logOffset();
    List<Path> files = log.files(first, last);
    if (evolution != null) {
      evolution.check(present(files));
    }
    HadoopFsRelation relation =
        new HadoopFsRelation(
            new BatchFiles(files, schema.partitions(), configuration),
            schema.partitions().schema(),
            schema.inFiles(),
            Option.empty(),
            format.apply(files),
            Map$.MODULE$.from(CollectionConverters.asScala(options.readerOptions())),
            spark);
    LogicalRelation plan = LogicalRelation$.MODULE$.apply(relation, true);
    return Dataset$.MODULE$.ofRows(spark, plan);
  }

  private List<FileStatus> present(List<Path> files) {
    List<FileStatus> found = new ArrayList<>();
    for (Path file : files) {
      try {
        found.add(file.getFileSystem(configuration).getFileStatus(file));
      } catch (FileNotFoundException removed) {
        // The reader of the batch reports it, if the batch is read again.
      } catch (IOException failed) {
        throw new UncheckedIOException("Cannot read a file of the stream: " + file, failed);
      }
    }
    return found;
  }

  @Override
  public Option<Offset> getOffset() {
    throw new UnsupportedOperationException("latestOffset(Offset, ReadLimit) is used instead");
  }

  @Override
  public void stop() {}

  @Override
  public String toString() {
    return "CloudFilesSource[" + options.path + "]";
  }
}
