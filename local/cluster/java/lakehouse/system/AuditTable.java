package lakehouse.system;

import org.apache.spark.sql.types.StructType;

/** {@code system.access.audit}, with Databricks' columns, over the API's files: JSON lines, a file a day. */
final class AuditTable {
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

  private AuditTable() {}

  static JsonLinesTable over(String folder) {
    return new JsonLinesTable("system.access.audit", folder, SCHEMA);
  }
}
