package lakehouse.cloudfiles;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.FileStreamSource.FileEntry;
import org.apache.spark.sql.execution.streaming.runtime.FileStreamSourceLog;
import scala.Option;
import scala.Tuple2;

/** The log of a stream's files in its checkpoint: which there are, and in which micro-batch each is read. */
final class FileLog {
  private final FileStreamSourceLog batches;
  private final Map<String, Long> seen = new HashMap<>();
  private long lastBatch;

  /**
   * @param leftOut the files to leave out, asked for once: `includeExistingFiles` is settled at the first start, so they
   *     are written down then
   */
  FileLog(SparkSession spark, String checkpoint, Supplier<List<FileStatus>> leftOut) {
    batches = log(spark, checkpoint);
    lastBatch = batches.getLatestBatchId().isDefined() ? (Long) batches.getLatestBatchId().get() : -1;
    FileStreamSourceLog existing = log(spark, checkpoint + "/existing");
    if (lastBatch < 0 && existing.getLatestBatchId().isEmpty()) {
      existing.add(0, entries(leftOut.get(), 0));
    }
    remember(existing.restore());
    remember(batches.restore());
  }

  private static FileStreamSourceLog log(SparkSession spark, String path) {
    return new FileStreamSourceLog(FileStreamSourceLog.VERSION(), spark, path);
  }

  /** The number of the latest micro-batch; below zero before the first. */
  long lastBatch() {
    return lastBatch;
  }

  /** Returns true for a file of no micro-batch; with `again`, also for one that changed since its micro-batch. */
  boolean isNew(FileStatus file, boolean again) {
    Long known = seen.get(key(file));
    return known == null || (again && known < file.getModificationTime());
  }

  /** Makes `files` the next micro-batch, for good. */
  void add(List<FileStatus> files) {
    FileEntry[] entries = entries(files, lastBatch + 1);
    if (!batches.add(lastBatch + 1, entries)) {
      throw new IllegalStateException(
          "Another stream writes to the same checkpoint: batch " + (lastBatch + 1) + " exists");
    }
    lastBatch++;
    remember(entries);
  }

  /** The files of the micro-batches from `first` to `last`. */
  List<Path> files(long first, long last) {
    Set<String> paths = new LinkedHashSet<>();
    for (Tuple2<Object, FileEntry[]> batch : batches.get(Option.apply(first), Option.apply(last))) {
      for (FileEntry entry : batch._2()) {
        paths.add(entry.path());
      }
    }
    List<Path> files = new ArrayList<>();
    paths.forEach(path -> files.add(SparkPath.fromUrlString(path).toPath()));
    return files;
  }

  private void remember(FileEntry[] entries) {
    for (FileEntry entry : entries) {
      seen.put(entry.path(), entry.timestamp());
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
}
