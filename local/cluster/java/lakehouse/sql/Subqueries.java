package lakehouse.sql;

import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.runtime.AbstractPartialFunction;

/** Changes the statements in the subqueries of an expression. */
final class Subqueries extends AbstractPartialFunction<Expression, Expression> {
  private final UnaryOperator<LogicalPlan> change;

  Subqueries(UnaryOperator<LogicalPlan> change) {
    this.change = change;
  }

  @Override
  public boolean isDefinedAt(Expression expression) {
    return expression instanceof SubqueryExpression;
  }

  @Override
  public Expression apply(Expression expression) {
    SubqueryExpression subquery = (SubqueryExpression) expression;
    return subquery.withNewPlan(change.apply((LogicalPlan) subquery.plan()));
  }
}
