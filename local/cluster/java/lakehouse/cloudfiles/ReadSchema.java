package lakehouse.cloudfiles;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Schema of a stream.
 *
 * @param data the columns of the documents
 * @param rescuedColumn the column for what does not fit those; null for none
 * @param mode what to do about a column that is not among them
 */
record ReadSchema(StructType data, String rescuedColumn, SchemaEvolutionMode mode) {
  StructType all() {
    boolean named = rescuedColumn == null || List.of(data.fieldNames()).contains(rescuedColumn);
    return named ? data : data.add(rescuedColumn, DataTypes.StringType);
  }
}
