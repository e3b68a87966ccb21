package lakehouse.functions;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import scala.Option;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** A call of {@link GroupMembership} that shows as it was written: not with the groups bound into it. */
public final class BoundMembership extends StaticInvoke {
  public BoundMembership(
      Class<?> object,
      DataType type,
      String method,
      Seq<Expression> arguments,
      Seq<AbstractDataType> inputTypes,
      boolean propagateNull,
      boolean returnNullable,
      boolean deterministic,
      Option<ScalarFunction<?>> function) {
    super(
        object,
        type,
        method,
        arguments,
        inputTypes,
        propagateNull,
        returnNullable,
        deterministic,
        function);
  }

  @Override
  public String toString() {
    return GroupMembership.NAME + "(" + arguments().apply(0) + ")";
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new BoundMembership(
        staticObject(),
        dataType(),
        functionName(),
        children,
        inputTypes(),
        propagateNull(),
        returnNullable(),
        isDeterministic(),
        scalarFunction());
  }
}
