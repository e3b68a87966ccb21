package lakehouse.functions;

import lakehouse.sql.ParsedExpressions;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.command.CreateSQLFunctionCommand;
import scala.runtime.AbstractPartialFunction;

/**
 * Calls of functions in the body of a function that is created. Spark's check for a function that calls itself reads at
 * most two parts of a name, and finds functions in the session catalog alone. So it gets a body with calls in another
 * form ({@link BodyCall}), which this rule takes back for the analysis; {@link FunctionCycles} checks names of
 * all catalogs.
 */
public final class BodyCalls extends Rule<LogicalPlan> {
  private static final String CREATION = CreateSQLFunctionCommand.class.getName();

  /** A parsed statement: the body of a function in the form for the check, if that is what Spark reads. */
  public static LogicalPlan kept(LogicalPlan statement) {
    return isOfCreation() ? ParsedExpressions.mapped(statement, new Kept()) : statement;
  }

  /** A parsed expression: the body of a function in the form for the check, if that is what Spark reads. */
  public static Expression kept(Expression expression) {
    return isOfCreation() ? ParsedExpressions.mapped(expression, new Kept()) : expression;
  }

  /** Returns true while Spark's command creates a function: it parses the body, and says so by nothing else. */
  private static boolean isOfCreation() {
    return StackWalker.getInstance().walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(CREATION)));
  }

  /** The body as Spark resolves it. */
  static LogicalPlan released(LogicalPlan body) {
    return ParsedExpressions.mapped(body, new Released());
  }

  /** The body as Spark resolves it. */
  static Expression released(Expression body) {
    return ParsedExpressions.mapped(body, new Released());
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan.resolveExpressions(new Released());
  }

  private static final class Kept extends AbstractPartialFunction<Expression, Expression> {
    @Override
    public boolean isDefinedAt(Expression expression) {
      return expression instanceof UnresolvedFunction call && !FunctionBody.isSparks(call.nameParts());
    }

    @Override
    public Expression apply(Expression expression) {
      return new BodyCall((UnresolvedFunction) expression);
    }
  }

  private static final class Released extends AbstractPartialFunction<Expression, Expression> {
    @Override
    public boolean isDefinedAt(Expression expression) {
      return expression instanceof BodyCall;
    }

    @Override
    public Expression apply(Expression expression) {
      return ((BodyCall) expression).call();
    }
  }
}
