package lakehouse.sql;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;

/** Parameters of a statement: text with the name of a type, as the Statement Execution API has them. */
public final class Parameters {
  private Parameters() {}

  /** `text` (null for NULL) as a literal of the type; text that is none of that type is an error. */
  public static Column literal(String text, String type) {
    DataType dataType = DataType.fromDDL(type);
    Object value = text;
    if (text != null) {
      Expression cast =
          new Cast(
              new Literal(UTF8String.fromString(text), DataTypes.StringType),
              dataType,
              Option.apply("UTC"),
              EvalMode.fromBoolean(true));
      value = cast.eval(InternalRow.empty());
    }
    return ExpressionUtils.column(new Literal(value, dataType));
  }
}
