package org.apache.spark.sql.catalyst.util;

import java.util.List;
import java.util.Map;
import org.apache.spark.SparkThrowable;

/** A document has a field that the schema has not. The class has the platform's name, which callers expect. */
public final class UnknownFieldException extends RuntimeException implements SparkThrowable {
  private static final String CONDITION = "UNKNOWN_FIELD_EXCEPTION.NEW_FIELDS_IN_FILE";

  private final Map<String, String> parameters;

  public UnknownFieldException(List<String> fields, boolean automaticRetry) {
    super(
        "[" + CONDITION + "] Encountered unknown fields during parsing: ["
            + String.join(", ", fields)
            + "], which can be fixed by an automatic retry: "
            + automaticRetry);
    parameters =
        Map.of(
            "newFieldsBlob", "[" + String.join(", ", fields) + "]",
            "automaticRetry", Boolean.toString(automaticRetry));
  }

  @Override
  public String getCondition() {
    return CONDITION;
  }

  @Override
  public Map<String, String> getMessageParameters() {
    return parameters;
  }
}
