package lakehouse.cloudfiles;

import java.util.ArrayList;
import java.util.List;
import lakehouse.cloudfiles.columns.WiderTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that documents have and a schema has not; a known type changes only to a wider one, where that is asked. */
final class NewColumns {
  /** By name, a field of a struct by its dotted path. */
  final List<String> names = new ArrayList<>();

  /** The schema with the new columns last. */
  final StructType evolved;

  private final boolean typed;
  private final boolean widens;

  /**
   * @param seen what the documents have
   * @param typed whether a new column gets the type it was seen with, or STRING
   * @param widens whether a known column gets the wider type that it was seen with
   */
  NewColumns(StructType schema, StructType seen, boolean typed, boolean widens) {
    this.typed = typed;
    this.widens = widens;
    this.evolved = merge(schema, seen, "");
  }

  private StructType merge(StructType schema, StructType seen, String prefix) {
    List<StructField> fields = new ArrayList<>(List.of(schema.fields()));
    for (StructField field : seen.fields()) {
      int at = 0;
      while (at < fields.size() && !fields.get(at).name().equalsIgnoreCase(field.name())) {
        at++;
      }
      if (at == fields.size()) {
        names.add(prefix + field.name());
        DataType type = typed ? LetterCases.of(field.dataType()) : DataTypes.StringType;
        fields.add(new StructField(field.name(), type, true, field.metadata()));
      } else if (fields.get(at).name().equals(field.name())) {
        StructField known = fields.get(at);
        DataType type = merge(known.dataType(), field.dataType(), prefix + field.name() + ".");
        if (widens && WiderTypes.widens(known.dataType(), field.dataType())) {
          names.add(prefix + field.name());
          type = field.dataType();
        }
        fields.set(at, new StructField(known.name(), type, known.nullable(), known.metadata()));
      }
    }
    return new StructType(fields.toArray(new StructField[0]));
  }

  private DataType merge(DataType known, DataType seen, String prefix) {
    if (known instanceof StructType struct && seen instanceof StructType other) {
      return merge(struct, other, prefix);
    }
    if (known instanceof ArrayType array && seen instanceof ArrayType other) {
      DataType element = merge(array.elementType(), other.elementType(), prefix);
      return new ArrayType(element, array.containsNull());
    }
    return known;
  }
}
