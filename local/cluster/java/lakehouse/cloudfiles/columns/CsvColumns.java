package lakehouse.cloudfiles.columns;

import com.univocity.parsers.csv.CsvParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lakehouse.cloudfiles.FileColumns;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.csv.UnivocityParser$;
import org.apache.spark.sql.execution.datasources.CodecStreams;
import org.apache.spark.sql.execution.datasources.csv.CSVUtils$;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Iterator;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Columns of CSV files, by the header of each. "Auto Loader assumes that the files contain headers" (Databricks,
 * "Configure schema inference and evolution in Auto Loader"), and reads each file by its own.
 */
public final class CsvColumns implements FileColumns {
  private final SparkSession spark;
  private final Map<String, String> options;
  private final Header header;
  private final boolean typed;
  private final Configuration configuration;

  /** @param typed true to infer types of values, false for text alone */
  public CsvColumns(
      SparkSession spark, Map<String, String> options, boolean typed, Configuration configuration) {
    this.spark = spark;
    this.options = withHeader(options);
    this.header = new Header(csv(this.options, spark));
    this.typed = typed;
    this.configuration = configuration;
  }

  /** Options of Spark's CSV reader: a stream's files have headers, unless it says otherwise. */
  static Map<String, String> withHeader(Map<String, String> options) {
    Map<String, String> all = new HashMap<>(options);
    if (all.keySet().stream().noneMatch("header"::equalsIgnoreCase)) {
      all.put("header", "true");
    }
    return all;
  }

  static CSVOptions csv(Map<String, String> options, SparkSession spark) {
    return new CSVOptions(
        Map$.MODULE$.from(CollectionConverters.asScala(options)),
        false,
        spark.sessionState().conf().sessionLocalTimeZone(),
        spark.sessionState().conf().columnNameOfCorruptRecord());
  }

  @Override
  public boolean knownBy(StructType schema, FileStatus file) throws IOException {
    List<String> known = List.of(schema.fieldNames());
    return known.containsAll(List.of(header.of(file.getPath(), configuration).fieldNames()));
  }

  @Override
  public StructType widened(StructType known, FileStatus file) throws IOException {
    StructType names = header.of(file.getPath(), configuration);
    if (!typed || names.isEmpty()) {
      return merged(known, names);
    }
    Map<String, String> inferring = new HashMap<>(options);
    inferring.put("inferSchema", "true");
    String path = file.getPath().toString();
    return merged(known, spark.read().format("csv").options(inferring).load(path).schema());
  }

  /** Returns the columns of both; a column whose values are of two types that none is wider of is text. */
  private static StructType merged(StructType known, StructType seen) {
    return WiderTypes.merged(known, seen, type -> DataTypes.StringType);
  }

  /** The header of a file, by the options of the stream. */
  record Header(CSVOptions options) implements Serializable {
    /** The columns of a file, each text; none of a file without a line. */
    StructType of(Path file, Configuration configuration) throws IOException {
      try (InputStream in = CodecStreams.createInputStream(configuration, file)) {
        CsvParser parser = new CsvParser(options.asParserSettings());
        Iterator<String[]> lines =
            UnivocityParser$.MODULE$.tokenizeStream(in, false, parser, options.charset());
        if (!lines.hasNext()) {
          return new StructType();
        }
        String[] names = CSVUtils$.MODULE$.makeSafeHeader(lines.next(), false, options);
        StructType columns = new StructType();
        for (String name : names) {
          columns = columns.add(name, DataTypes.StringType);
        }
        return columns;
      }
    }
  }
}
