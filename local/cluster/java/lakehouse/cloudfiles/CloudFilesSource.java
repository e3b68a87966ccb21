package lakehouse.cloudfiles;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.paths.SparkPath;
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
import org.apache.spark.sql.execution.streaming.runtime.FileStreamSource.FileEntry;
import org.apache.spark.sql.execution.streaming.runtime.FileStreamSourceLog;
import org.apache.spark.sql.execution.streaming.runtime.FileStreamSourceOffset;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The files of a folder, each read once by its path, whatever its age. A micro-batch is first written to a log in the
 * checkpoint, then read: what is read again after a crash is the same batch.
 */
final class CloudFilesSource implements Source, SupportsTriggerAvailableNow {
  private final SparkSession spark;
  private final CloudFilesOptions options;
  private final StructType schema;
  private final FileFormat format;
  private final SchemaEvolution evolution;
  private final Configuration configuration;
  private final FileListing listing;
  private final FileStreamSourceLog log;
  private final Map<String, Long> seen = new HashMap<>();
  private Deque<FileStatus> waiting = new ArrayDeque<>();
  private boolean availableNow;
  private long lastBatch;

  /** @param evolution what looks for new columns; null where none are looked for */
  CloudFilesSource(
      SparkSession spark,
      String checkpoint,
      CloudFilesOptions options,
      StructType schema,
      FileFormat format,
      SchemaEvolution evolution) {
    this.spark = spark;
    this.options = options;
    this.schema = schema;
    this.format = format;
    this.evolution = evolution;
    configuration = spark.sessionState().newHadoopConf();
    listing = new FileListing(options, configuration);
    log = new FileStreamSourceLog(FileStreamSourceLog.VERSION(), spark, checkpoint);
    lastBatch = log.getLatestBatchId().isDefined() ? (Long) log.getLatestBatchId().get() : -1;
    excludeExistingFiles(checkpoint);
    for (FileEntry entry : log.restore()) {
      seen.put(entry.path(), entry.timestamp());
    }
  }

  /** `includeExistingFiles` is settled at the first start, so the files that it leaves out are written down then. */
  private void excludeExistingFiles(String checkpoint) {
    String path = checkpoint + "/existing";
    FileStreamSourceLog existing =
        new FileStreamSourceLog(FileStreamSourceLog.VERSION(), spark, path);
    if (lastBatch < 0 && existing.getLatestBatchId().isEmpty()) {
      List<FileStatus> files = options.includeExistingFiles ? List.of() : listing.files();
      existing.add(0, entries(files, 0));
    }
    for (FileEntry entry : existing.restore()) {
      seen.put(entry.path(), entry.timestamp());
    }
  }

  @Override
  public StructType schema() {
    return schema;
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
      FileEntry[] entries = entries(batch, lastBatch + 1);
      if (!log.add(lastBatch + 1, entries)) {
        throw new IllegalStateException(
            "Another stream writes to the same checkpoint: batch " + (lastBatch + 1) + " exists");
      }
      lastBatch++;
      for (FileEntry entry : entries) {
        seen.put(entry.path(), entry.timestamp());
      }
    }
    return lastBatch < 0 ? null : new FileStreamSourceOffset(lastBatch);
  }

  private Deque<FileStatus> unseenFiles() {
    Deque<FileStatus> unseen = new ArrayDeque<>();
    for (FileStatus file : listing.files()) {
      Long known = seen.get(key(file));
      if (known == null || (options.allowOverwrites && known < file.getModificationTime())) {
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
    Set<String> paths = new LinkedHashSet<>();
    for (Tuple2<Object, FileEntry[]> batch : log.get(Option.apply(first), Option.apply(last))) {
      for (FileEntry entry : batch._2()) {
        paths.add(entry.path());
      }
    }
    List<FileStatus> files = paths.stream().map(this::status).toList();
    if (evolution != null) {
      evolution.check(files);
    }
    HadoopFsRelation relation =
        new HadoopFsRelation(
            new BatchFiles(files),
            new StructType(),
            schema,
            Option.empty(),
            format,
            Map$.MODULE$.from(CollectionConverters.asScala(options.readerOptions())),
            spark);
    LogicalRelation plan = LogicalRelation$.MODULE$.apply(relation, true);
    return Dataset$.MODULE$.ofRows(spark, plan);
  }

  private FileStatus status(String path) {
    Path file = SparkPath.fromUrlString(path).toPath();
    try {
      return file.getFileSystem(configuration).getFileStatus(file);
    } catch (FileNotFoundException removed) {
      throw new UncheckedIOException(
          "A file of the stream was removed before it was read: " + file, removed);
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot read a file of the stream: " + file, failed);
    }
  }

  private static FileEntry[] entries(List<FileStatus> files, long batch) {
    return files.stream()
        .map(file -> new FileEntry(key(file), file.getModificationTime(), batch))
        .toArray(FileEntry[]::new);
  }

  private static String key(FileStatus file) {
    return SparkPath.fromPath(file.getPath()).urlEncoded();
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
