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
 * @param partitions the columns of the folders
 */
record ReadSchema(
    StructType data, String rescuedColumn, SchemaEvolutionMode mode, PartitionColumns partitions) {
  /** The columns of the files' rows: without those of the folders. */
  StructType inFiles() {
    boolean named = rescuedColumn == null || List.of(data.fieldNames()).contains(rescuedColumn);
    return named ? data : data.add(rescuedColumn, DataTypes.StringType);
  }

  /** The columns of the stream. */
  StructType all() {
    StructType all = inFiles();
    for (var field : partitions.schema().fields()) {
      all = all.add(field);
    }
    return all;
  }
}
