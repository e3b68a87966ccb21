package lakehouse.cloudfiles.columns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * A value of a file as a column of the stream has it.
 *
 * @param value null where the column cannot have it
 * @param rescued the parts of the value that the column cannot have; null for none
 */
record Fitted(Object value, JsonNode rescued) {
  private static final Fitted NOTHING = new Fitted(null, null);

  static Fitted of(Object value, DataType from, DataType to) {
    if (value == null) {
      return NOTHING;
    }
    if (DataType.equalsIgnoreNullability(from, to)) {
      return new Fitted(value, null);
    }
    if (from instanceof StructType struct && to instanceof StructType target) {
      return ofStruct((InternalRow) value, struct, target);
    }
    if (from instanceof ArrayType array && to instanceof ArrayType target) {
      return ofArray((ArrayData) value, array.elementType(), target.elementType());
    }
    if (WiderTypes.widens(from, to)) {
      Cast wider = new Cast(new Literal(value, from), to, Option.apply("UTC"));
      return new Fitted(wider.eval(InternalRow.empty()), null);
    }
    return new Fitted(null, RescuedJson.of(value, from));
  }

  static Fitted ofStruct(InternalRow row, StructType from, StructType to) {
    Object[] values = new Object[to.length()];
    ObjectNode rescued = RescuedJson.object();
    for (int at = 0; at < from.length(); at++) {
      StructField field = from.apply(at);
      Object value = row.isNullAt(at) ? null : row.get(at, field.dataType());
      Option<Object> index = to.getFieldIndex(field.name());
      Fitted fitted;
      if (index.isEmpty()) {
        fitted = value == null ? NOTHING : new Fitted(null, RescuedJson.of(value, field.dataType()));
      } else {
        int target = (Integer) index.get();
        fitted = of(value, field.dataType(), to.apply(target).dataType());
        values[target] = fitted.value();
      }
      if (fitted.rescued() != null) {
        rescued.set(field.name(), fitted.rescued());
      }
    }
    return new Fitted(new GenericInternalRow(values), rescued.isEmpty() ? null : rescued);
  }

  private static Fitted ofArray(ArrayData array, DataType from, DataType to) {
    Object[] values = new Object[array.numElements()];
    ArrayNode rescued = RescuedJson.array();
    boolean any = false;
    for (int at = 0; at < values.length; at++) {
      Fitted fitted = array.isNullAt(at) ? NOTHING : of(array.get(at, from), from, to);
      values[at] = fitted.value();
      any |= fitted.rescued() != null;
      rescued.add(fitted.rescued());
    }
    return new Fitted(new GenericArrayData(values), any ? rescued : null);
  }
}
