package lakehouse.sql;

import org.apache.spark.sql.catalyst.analysis.NamedParameter;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.immutable.Map;
import scala.runtime.AbstractPartialFunction;

/**
 * Values in place of the named parameters of a parsed statement. A marker without a value stays, and is refused when the
 * statement is resolved.
 *
 * <p>Values keep their types. In the text of the statement, as Spark's parser writes them, 1.50 of DECIMAL(4, 2) would be
 * DECIMAL(3, 2).
 */
final class ParameterBinding extends AbstractPartialFunction<Expression, Expression> {
  private final Map<String, Expression> values;

  private ParameterBinding(Map<String, Expression> values) {
    this.values = values;
  }

  /** The parsed statement with its values. */
  static LogicalPlan bound(LogicalPlan plan, Map<String, Expression> values) {
    return values.isEmpty() ? plan : ParsedExpressions.mapped(plan, new ParameterBinding(values));
  }

  @Override
  public boolean isDefinedAt(Expression expression) {
    return expression instanceof NamedParameter parameter && values.contains(parameter.name());
  }

  @Override
  public Expression apply(Expression expression) {
    return values.apply(((NamedParameter) expression).name());
  }
}
