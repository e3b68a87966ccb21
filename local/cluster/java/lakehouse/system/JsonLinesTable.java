package lakehouse.system;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.execution.datasources.json.JsonFileFormat;
import org.apache.spark.sql.execution.datasources.v2.json.JsonTable;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** A table over JSON lines: of a file, or of all files of a folder. */
final class JsonLinesTable implements SupportsRead {
  /** A line that is half written, as by a process that was killed, is no row. */
  private static final Map<String, String> OPTIONS = Map.of("mode", "DROPMALFORMED");

  private final String name;
  private final JsonTable files;

  JsonLinesTable(String name, String path, StructType columns) {
    this.name = name;
    files =
        new JsonTable(
            name,
            SparkSession.active(),
            new CaseInsensitiveStringMap(OPTIONS),
            CollectionConverters.asScala(List.of(path)).toSeq(),
            Option.apply(columns),
            JsonFileFormat.class);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Column[] columns() {
    return files.columns();
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return files.newScanBuilder(new CaseInsensitiveStringMap(OPTIONS));
  }
}
