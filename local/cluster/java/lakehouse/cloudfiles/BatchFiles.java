package lakehouse.cloudfiles;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The files of one micro-batch. Unlike Spark's own index it keeps files of no bytes: they landed too. And it searches
 * them when they are read: a stream that starts again asks for its last batch once more without reading it, and by then
 * its files may have been moved away.
 */
final class BatchFiles implements FileIndex {
  private final List<Path> paths;
  private final PartitionColumns partitions;
  private final Configuration configuration;
  private List<FileStatus> files;

  BatchFiles(List<Path> paths, PartitionColumns partitions, Configuration configuration) {
    this.paths = paths;
    this.partitions = partitions;
    this.configuration = configuration;
  }

  private synchronized List<FileStatus> files() {
    if (files == null) {
      files = paths.stream().map(this::status).toList();
    }
    return files;
  }

  private FileStatus status(Path file) {
    try {
      return file.getFileSystem(configuration).getFileStatus(file);
    } catch (FileNotFoundException removed) {
      throw new UncheckedIOException(
          "A file of the stream was removed before it was read: " + file, removed);
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot read a file of the stream: " + file, failed);
    }
  }

  @Override
  public Seq<Path> rootPaths() {
    return CollectionConverters.asScala(paths).toSeq();
  }

  @Override
  public Seq<PartitionDirectory> listFiles(
      Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
    List<PartitionDirectory> directories = new ArrayList<>();
    files().stream()
        .collect(
            Collectors.groupingBy(
                file -> partitions.of(file.getPath()), LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (values, files) ->
                directories.add(PartitionDirectory.apply(values, files.toArray(new FileStatus[0]))));
    return CollectionConverters.asScala(directories).toSeq();
  }

  @Override
  public String[] inputFiles() {
    return paths.stream().map(Path::toString).toArray(String[]::new);
  }

  @Override
  public void refresh() {}

  @Override
  public long sizeInBytes() {
    return files().stream().mapToLong(FileStatus::getLen).sum();
  }

  @Override
  public StructType partitionSchema() {
    return partitions.schema();
  }
}
