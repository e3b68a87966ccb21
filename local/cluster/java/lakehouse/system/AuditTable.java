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

/** {@code system.access.audit}, with Databricks' columns, over the API's files: JSON lines, a file a day. */
final class AuditTable implements SupportsRead {
  private static final StructType SCHEMA =
      StructType.fromDDL(
          "account_id STRING, workspace_id STRING, version STRING, event_time TIMESTAMP, event_date DATE,"
              + " source_ip_address STRING, user_agent STRING, session_id STRING,"
              + " user_identity STRUCT<email: STRING, subject_name: STRING>,"
              + " service_name STRING, action_name STRING, request_id STRING,"
              + " request_params MAP<STRING, STRING>,"
              + " response STRUCT<status_code: INT, error_message: STRING, result: STRING>,"
              + " audit_level STRING, event_id STRING,"
              + " identity_metadata STRUCT<run_by: STRING, run_as: STRING>");

  /** A line that is half written, as by a process that was killed, is no event. */
  private static final Map<String, String> OPTIONS = Map.of("mode", "DROPMALFORMED");

  private final JsonTable files;

  AuditTable(String folder) {
    files =
        new JsonTable(
            name(),
            SparkSession.active(),
            new CaseInsensitiveStringMap(OPTIONS),
            CollectionConverters.asScala(List.of(folder)).toSeq(),
            Option.apply(SCHEMA),
            JsonFileFormat.class);
  }

  @Override
  public String name() {
    return "system.access.audit";
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
