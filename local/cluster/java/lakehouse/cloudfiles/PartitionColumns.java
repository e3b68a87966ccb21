package lakehouse.cloudfiles;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode$;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;

/**
 * Columns of Hive-style folders, `<base>/event=click/date=2021-04-01/f0.json`. Folders of a conflicting structure have
 * none, and schema evolution does not consider them (Databricks, "Configure schema inference and evolution in Auto
 * Loader", partition columns).
 */
record PartitionColumns(StructType schema) implements Serializable {
  static final PartitionColumns NONE = new PartitionColumns(new StructType());

  /** The columns that the folders of files have: the wanted ones, or all of them by default. */
  static PartitionColumns inferred(
      List<FileStatus> files, Path base, Optional<String> wanted, boolean typed) {
    if (files.isEmpty() || wanted.isPresent() && wanted.get().isBlank()) {
      return NONE;
    }
    List<Map<String, String>> values = new ArrayList<>();
    for (FileStatus file : files) {
      values.add(valuesOf(file.getPath(), base));
    }
    List<String> names =
        wanted
            .map(text -> Arrays.stream(text.split(",")).map(String::strip).toList())
            .orElse(List.copyOf(values.get(0).keySet()));
    boolean isConflicting =
        wanted.isEmpty()
            && values.stream().anyMatch(one -> !List.copyOf(one.keySet()).equals(names));
    if (isConflicting) {
      return NONE;
    }
    StructType schema = new StructType();
    for (String name : names) {
      DataType type = typed ? typeOf(values, name) : DataTypes.StringType;
      schema = schema.add(name, type);
    }
    return new PartitionColumns(schema);
  }

  /** The values of the columns for a file; null where its folders have none. */
  InternalRow of(Path file) {
    if (schema.isEmpty()) {
      return InternalRow.empty();
    }
    Map<String, String> values = valuesOf(file, null);
    Object[] row = new Object[schema.length()];
    for (int at = 0; at < row.length; at++) {
      StructField field = schema.apply(at);
      row[at] = cast(values.get(field.name()), field.dataType());
    }
    return new GenericInternalRow(row);
  }

  private static DataType typeOf(List<Map<String, String>> values, String name) {
    for (DataType type : List.of(DataTypes.IntegerType, DataTypes.LongType, DataTypes.DateType)) {
      if (values.stream().allMatch(one -> one.get(name) == null || cast(one.get(name), type) != null)) {
        return type;
      }
    }
    return DataTypes.StringType;
  }

  private static Object cast(String text, DataType type) {
    if (text == null) {
      return null;
    }
    Literal literal = new Literal(UTF8String.fromString(text), DataTypes.StringType);
    Cast cast = new Cast(literal, type, Option.apply("UTC"), EvalMode$.MODULE$.TRY());
    return cast.eval(InternalRow.empty());
  }

  private static Map<String, String> valuesOf(Path file, Path base) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> folders = new ArrayList<>();
    for (Path folder = file.getParent();
        folder != null && !(base != null && folder.toUri().getPath().equals(base.toUri().getPath()));
        folder = folder.getParent()) {
      folders.add(0, folder.getName());
    }
    for (String folder : folders) {
      int equals = folder.indexOf('=');
      if (equals > 0) {
        String value = ExternalCatalogUtils.unescapePathName(folder.substring(equals + 1));
        boolean isNull = value.equals(ExternalCatalogUtils.DEFAULT_PARTITION_NAME());
        values.put(ExternalCatalogUtils.unescapePathName(folder.substring(0, equals)), isNull ? null : value);
      }
    }
    return values;
  }
}
