package lakehouse.cloudfiles.columns;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FileFormat$;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * The records of the Parquet files of one micro-batch: each file is read by its own columns, and these are fitted to
 * the stream's. A value of another type is rescued (Databricks, "Configure schema inference and evolution in Auto
 * Loader": in the case of a mismatch, the column is rescued in the rescued data column).
 */
public final class ParquetRecords extends RecordFormat {
  private final List<Path> paths;
  private final ParquetColumns columns;
  private final String rescuedColumn;

  /** @param rescuedColumn null for none */
  public ParquetRecords(List<Path> paths, ParquetColumns columns, String rescuedColumn) {
    this.paths = paths;
    this.columns = columns;
    this.rescuedColumn = rescuedColumn;
  }

  @Override
  public Function1<PartitionedFile, Iterator<InternalRow>> buildReader(
      SparkSession spark,
      StructType dataSchema,
      StructType partitionSchema,
      StructType requiredSchema,
      Seq<Filter> filters,
      scala.collection.immutable.Map<String, String> options,
      Configuration configuration) {
    Map<StructType, Function1<PartitionedFile, Iterator<InternalRow>>> readers = new HashMap<>();
    HashMap<String, StructType> ofFiles = new HashMap<>();
    for (Path path : paths) {
      StructType own = columnsOf(path, configuration);
      ofFiles.put(path.toString(), own);
      readers.computeIfAbsent(own, schema -> reader(spark, schema, options, configuration));
    }
    return new Reader(
        ofFiles, new HashMap<>(readers), dataSchema, requiredSchema, rescuedColumn);
  }

  private StructType columnsOf(Path path, Configuration configuration) {
    try {
      return columns.of(path.getFileSystem(configuration).getFileStatus(path));
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot read a file of the stream: " + path, failed);
    }
  }

  private static Function1<PartitionedFile, Iterator<InternalRow>> reader(
      SparkSession spark,
      StructType own,
      scala.collection.immutable.Map<String, String> options,
      Configuration configuration) {
    scala.collection.immutable.Map<String, String> rows =
        options.updated(FileFormat$.MODULE$.OPTION_RETURNING_BATCH(), "false");
    return new ParquetFileFormat()
        .buildReaderWithPartitionValues(
            spark,
            own,
            new StructType(),
            own,
            (Seq) Nil$.MODULE$,
            rows,
            new Configuration(configuration));
  }

  private static final class Reader
      extends AbstractFunction1<PartitionedFile, Iterator<InternalRow>> implements Serializable {
    private final HashMap<String, StructType> ofFiles;
    private final HashMap<StructType, Function1<PartitionedFile, Iterator<InternalRow>>> readers;
    private final StructType data;
    private final StructType required;
    private final String rescuedColumn;

    Reader(
        HashMap<String, StructType> ofFiles,
        HashMap<StructType, Function1<PartitionedFile, Iterator<InternalRow>>> readers,
        StructType data,
        StructType required,
        String rescuedColumn) {
      this.ofFiles = ofFiles;
      this.readers = readers;
      this.data = data;
      this.required = required;
      this.rescuedColumn = rescuedColumn;
    }

    @Override
    public Iterator<InternalRow> apply(PartitionedFile file) {
      String path = file.toPath().toString();
      StructType own = ofFiles.get(path);
      java.util.Iterator<InternalRow> rows = CollectionConverters.asJava(readers.get(own).apply(file));
      return CollectionConverters.asScala(
          new FittedRows(rows, own, data, required, rescuedColumn, path));
    }
  }
}
