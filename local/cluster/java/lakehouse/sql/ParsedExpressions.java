package lakehouse.sql;

import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import scala.runtime.AbstractPartialFunction;

/** Changes of expressions at all places of a parsed text, those of common table expressions and subqueries included. */
public final class ParsedExpressions {
  private ParsedExpressions() {}

  /** The statement with its expressions changed. */
  public static LogicalPlan mapped(LogicalPlan statement, AbstractPartialFunction<Expression, Expression> change) {
    return (LogicalPlan) statement.transformDownWithSubqueries(new Statements(change));
  }

  /** The expression with its parts changed. */
  public static Expression mapped(Expression expression, AbstractPartialFunction<Expression, Expression> change) {
    return mapped(expression, change, query -> mapped(query, change));
  }

  /** The expression with its parts changed, and the statements of its subqueries by {@code queries}. */
  public static Expression mapped(
      Expression expression,
      AbstractPartialFunction<Expression, Expression> change,
      UnaryOperator<LogicalPlan> queries) {
    return (Expression) ((Expression) expression.transformUp(change)).transformUp(new Subqueries(queries));
  }

  private static final class Statements extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
    private final AbstractPartialFunction<Expression, Expression> change;

    Statements(AbstractPartialFunction<Expression, Expression> change) {
      this.change = change;
    }

    @Override
    public boolean isDefinedAt(LogicalPlan plan) {
      return true;
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
      LogicalPlan changed = (LogicalPlan) plan.transformExpressions(change);
      return changed instanceof UnresolvedWith with
          ? CommonTables.mapped(with, query -> mapped(query, change))
          : changed;
    }
  }
}
