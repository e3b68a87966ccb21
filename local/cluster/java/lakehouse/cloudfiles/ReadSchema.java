package lakehouse.cloudfiles;

import java.util.List;
import lakehouse.cloudfiles.json.JsonReading;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a stream reads.
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

  JsonReading reading(CloudFilesOptions options, List<FileStatus> batch) {
    StructType documents = data;
    SchemaEvolution evolution =
        mode.failsOnNewColumns()
            ? new SchemaEvolution(
                mode == SchemaEvolutionMode.ADD_NEW_COLUMNS ? options.schemaLocation : null,
                documents,
                options.inferColumnTypes,
                batch.stream().map(file -> file.getPath().toString()).toList())
            : null;
    return new JsonReading(rescuedColumn, evolution, options.text("badRecordsPath").orElse(null));
  }
}
