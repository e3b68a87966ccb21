package lakehouse.cloudfiles;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.json.JsonInferSchema;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Names that differ in letter case only. "The columns abc, Abc, and ABC are considered the same column for the purposes
 * of schema inference. The case that is chosen is arbitrary" (Databricks documentation, "Configure schema inference and
 * evolution in Auto Loader"). Fields in the other cases are rescued. Here the last one of the schema is chosen.
 */
final class LetterCases {
  private LetterCases() {}

  /** The schema with one field for each name. */
  static StructType merged(StructType schema) {
    List<StructField> fields = new ArrayList<>();
    for (StructField field : schema.fields()) {
      int at = 0;
      while (at < fields.size() && !fields.get(at).name().equalsIgnoreCase(field.name())) {
        at++;
      }
      if (at == fields.size()) {
        fields.add(field.copy(field.name(), of(field.dataType()), field.nullable(), field.metadata()));
      } else {
        DataType both = compatible(fields.get(at).dataType(), field.dataType());
        fields.set(at, field.copy(field.name(), of(both), true, field.metadata()));
      }
    }
    return new StructType(fields.toArray(new StructField[0]));
  }

  /** The type with one field for each name, at any depth. */
  static DataType of(DataType type) {
    if (type instanceof StructType struct) {
      return merged(struct);
    }
    return type instanceof ArrayType array ? new ArrayType(of(array.elementType()), array.containsNull()) : type;
  }

  private static DataType compatible(DataType one, DataType other) {
    return JsonInferSchema.compatibleType(one, other, JsonInferSchema.compatibleType$default$3());
  }
}
