package lakehouse.cloudfiles.columns;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;

/** The wider of two types, by the table of "Automatic type widening with Auto Loader" (Databricks documentation). */
public final class WiderTypes {
  private WiderTypes() {}

  /** Returns true if values of `from` are values of `to` without loss. */
  public static boolean widens(DataType from, DataType to) {
    if (to instanceof DecimalType decimal) {
      int digits = wholeDigits(from);
      int scale = from instanceof DecimalType other ? other.scale() : 0;
      return digits > 0 && decimal.scale() >= scale && decimal.precision() - decimal.scale() >= digits;
    }
    if (from instanceof DateType) {
      return to instanceof TimestampNTZType;
    }
    return rank(from) > 0
        && rank(to) > rank(from)
        && !(from instanceof LongType)
        && !(to instanceof FloatType);
  }

  /** Returns the columns of both schemas; a column of both has the wider type, or else the known one. */
  public static StructType merged(StructType known, StructType seen) {
    return merged(known, seen, UnaryOperator.identity());
  }

  /** The same; a column of two types that none is wider of has the type that `otherwise` returns for the known one. */
  static StructType merged(StructType known, StructType seen, UnaryOperator<DataType> otherwise) {
    Map<String, StructField> fields = new LinkedHashMap<>();
    for (StructField field : known.fields()) {
      fields.put(field.name(), field);
    }
    for (StructField field : seen.fields()) {
      StructField one = fields.getOrDefault(field.name(), field);
      DataType type =
          one == field ? field.dataType() : merged(one.dataType(), field.dataType(), otherwise);
      fields.put(field.name(), new StructField(field.name(), type, true, one.metadata()));
    }
    return new StructType(fields.values().toArray(new StructField[0]));
  }

  /** Returns the wider of two types; empty where none is. */
  private static Optional<DataType> wider(DataType one, DataType other) {
    if (DataType.equalsIgnoreNullability(one, other) || widens(other, one)) {
      return Optional.of(one);
    }
    return widens(one, other) ? Optional.of(other) : Optional.empty();
  }

  private static DataType merged(DataType known, DataType seen, UnaryOperator<DataType> otherwise) {
    if (known instanceof StructType struct && seen instanceof StructType other) {
      return merged(struct, other, otherwise);
    }
    if (known instanceof ArrayType array && seen instanceof ArrayType other) {
      return new ArrayType(merged(array.elementType(), other.elementType(), otherwise), true);
    }
    return wider(known, seen).orElseGet(() -> otherwise.apply(known));
  }

  private static int rank(DataType type) {
    if (type instanceof ByteType) {
      return 1;
    }
    if (type instanceof ShortType) {
      return 2;
    }
    if (type instanceof IntegerType) {
      return 3;
    }
    if (type instanceof LongType || type instanceof FloatType) {
      return 4;
    }
    return type instanceof DoubleType ? 5 : 0;
  }

  /** The digits before the point that a decimal needs for any value: at least 10, or 20 of a long. */
  private static int wholeDigits(DataType type) {
    if (type instanceof DecimalType decimal) {
      return decimal.precision() - decimal.scale();
    }
    if (type instanceof LongType) {
      return 20;
    }
    return rank(type) > 0 && rank(type) < 4 ? 10 : 0;
  }
}
