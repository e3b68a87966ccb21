package lakehouse.cloudfiles.columns;

import java.io.IOException;
import java.util.List;
import lakehouse.cloudfiles.FileColumns;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.hadoop.Footer;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat$;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Columns of Parquet files, by their footers. */
public final class ParquetColumns implements FileColumns {
  private final Configuration configuration;
  private final ParquetToSparkSchemaConverter converter;
  private final boolean ignoresCorruptFiles;

  public ParquetColumns(
      SparkSession spark, Configuration configuration, boolean ignoresCorruptFiles) {
    this.configuration = configuration;
    this.ignoresCorruptFiles = ignoresCorruptFiles;
    converter = new ParquetToSparkSchemaConverter(spark.sessionState().conf());
  }

  @Override
  public boolean knownBy(StructType schema, FileStatus file) {
    return WiderTypes.merged(schema, of(file)).equals(schema);
  }

  @Override
  public StructType widened(StructType known, FileStatus file) throws IOException {
    return WiderTypes.merged(known, of(file));
  }

  /** The columns of a file; none of a corrupt one that is to be ignored. */
  StructType of(FileStatus file) {
    Seq<FileStatus> one = CollectionConverters.asScala(List.of(file)).toSeq();
    List<Footer> footers =
        CollectionConverters.asJava(
            ParquetFileFormat$.MODULE$.readParquetFootersInParallel(
                configuration, one, ignoresCorruptFiles, false));
    StructType columns = new StructType();
    for (Footer footer : footers) {
      columns = ParquetFileFormat$.MODULE$.readSchemaFromFooter(footer, converter);
    }
    return columns;
  }
}
