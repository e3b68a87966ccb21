package lakehouse.cloudfiles.columns;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Rows of a file as the stream has them: by the names of its columns, with the rescued data column. */
final class FittedRows implements Iterator<InternalRow> {
  private final Iterator<InternalRow> rows;
  private final StructType from;
  private final StructType data;
  private final StructType required;
  private final String rescuedColumn;
  private final String filePath;

  /**
   * @param from the columns of the file
   * @param data all columns of the stream: what is rescued shows only against all of them
   * @param required the columns of the result
   * @param rescuedColumn null for none
   */
  FittedRows(
      Iterator<InternalRow> rows,
      StructType from,
      StructType data,
      StructType required,
      String rescuedColumn,
      String filePath) {
    this.rows = rows;
    this.from = from;
    this.data =
        new StructType(
            Arrays.stream(data.fields())
                .filter(field -> !field.name().equals(rescuedColumn))
                .toArray(StructField[]::new));
    this.required = required;
    this.rescuedColumn = rescuedColumn;
    this.filePath = filePath;
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public InternalRow next() {
    Fitted fitted = Fitted.ofStruct(rows.next(), from, data);
    InternalRow row = (InternalRow) fitted.value();
    Object[] values = new Object[required.length()];
    for (int at = 0; at < values.length; at++) {
      StructField field = required.apply(at);
      values[at] =
          field.name().equals(rescuedColumn)
              ? rescuedText(fitted)
              : row.get(data.fieldIndex(field.name()), field.dataType());
    }
    return new GenericInternalRow(values);
  }

  private Object rescuedText(Fitted fitted) {
    return fitted.rescued() == null ? null : RescuedJson.text((ObjectNode) fitted.rescued(), filePath);
  }
}
