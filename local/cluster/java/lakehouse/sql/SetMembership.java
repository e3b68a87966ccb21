package lakehouse.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.ArrayContains;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ScalarSubquery;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * `array_contains` of an array of strings that a subquery computes once: found by hash, not element by element. The row
 * predicate of the secured views is one, over the reps whose calls a manager may see.
 */
public final class SetMembership {
  private static final ThreadLocal<Elements> LATEST = new ThreadLocal<>();

  private SetMembership() {}

  /** The elements of the array that a thread was last asked about. */
  private record Elements(ArrayData array, Set<UTF8String> values, boolean hasNull) {
    static Elements of(ArrayData array) {
      Set<UTF8String> values = new HashSet<>();
      boolean hasNull = false;
      for (int at = 0; at < array.numElements(); at++) {
        if (array.isNullAt(at)) {
          hasNull = true;
        } else {
          values.add(array.getUTF8String(at).copy());
        }
      }
      return new Elements(array, values, hasNull);
    }
  }

  /** As `array_contains` answers: null where only an unknown element could be the value. Called on executors. */
  public static Boolean contains(ArrayData array, UTF8String value) {
    Elements elements = LATEST.get();
    // the result of a subquery is one object for all rows of a task
    if (elements == null || elements.array() != array) {
      elements = Elements.of(array);
      LATEST.set(elements);
    }
    if (elements.values().contains(value)) {
      return true;
    }
    return elements.hasNull() ? null : false;
  }

  /** Puts it in the place of `array_contains`. */
  public static final class Optimization extends Rule<LogicalPlan> {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
      return (LogicalPlan)
          plan.transformAllExpressions(
              new AbstractPartialFunction<>() {
                @Override
                public boolean isDefinedAt(Expression expression) {
                  return expression instanceof ArrayContains contains
                      && contains.left() instanceof ScalarSubquery
                      && contains.left().dataType() instanceof ArrayType array
                      // another collation takes different bytes for the same text
                      && array.elementType().equals(DataTypes.StringType)
                      && contains.right().dataType().equals(DataTypes.StringType);
                }

                @Override
                public Expression apply(Expression expression) {
                  ArrayContains contains = (ArrayContains) expression;
                  return invocation(contains.left(), contains.right());
                }
              });
    }

    private static Expression invocation(Expression array, Expression value) {
      List<AbstractDataType> types = List.of((DataType) array.dataType(), DataTypes.StringType);
      return new StaticInvoke(
          SetMembership.class,
          DataTypes.BooleanType,
          "contains",
          CollectionConverters.asScala(List.of(array, value)).toSeq(),
          CollectionConverters.asScala(types).toSeq(),
          true,
          true,
          true,
          Option.empty());
    }
  }
}
