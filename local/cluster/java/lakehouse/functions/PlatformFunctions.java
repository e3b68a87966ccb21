package lakehouse.functions;

import java.util.function.Function;
import lakehouse.sql.CodeGeneration;
import lakehouse.sql.PolicyEnforcement;
import lakehouse.sql.SetMembership;
import lakehouse.sql.TableStates;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Functions of the platform that open-source Spark has not. They join Spark's built-ins, as injected functions count as
 * temporary and a permanent view may not call those.
 */
public final class PlatformFunctions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    builtIn(GroupMembership.NAME, GroupMembership.class, GroupMembership::bind);
    builtIn(AiQuery.NAME, AiQuery.class, AiQuery::bind);
    extensions.injectResolutionRule(
        new AbstractFunction1<>() {
          @Override
          public Rule<LogicalPlan> apply(SparkSession session) {
            return new BodyCalls();
          }
        });
    extensions.injectPostHocResolutionRule(
        new AbstractFunction1<>() {
          @Override
          public Rule<LogicalPlan> apply(SparkSession session) {
            return new FunctionCycles(session);
          }
        });
    extensions.injectOptimizerRule(
        new AbstractFunction1<>() {
          @Override
          public Rule<LogicalPlan> apply(SparkSession session) {
            return new SetMembership.Optimization();
          }
        });
    extensions.injectOptimizerRule(
        new AbstractFunction1<>() {
          @Override
          public Rule<LogicalPlan> apply(SparkSession session) {
            return new TableStates();
          }
        });
    extensions.injectPostHocResolutionRule(
        new AbstractFunction1<>() {
          @Override
          public Rule<LogicalPlan> apply(SparkSession session) {
            return new PolicyEnforcement(session);
          }
        });
    extensions.injectColumnar(
        new AbstractFunction1<>() {
          @Override
          public ColumnarRule apply(SparkSession session) {
            return new CodeGeneration(session);
          }
        });
    return BoxedUnit.UNIT;
  }

  private static void builtIn(
      String name, Class<?> of, Function<Seq<Expression>, Expression> builder) {
    FunctionRegistry$.MODULE$
        .builtin()
        .registerFunction(
            new FunctionIdentifier(name),
            new ExpressionInfo(of.getName(), name),
            new AbstractFunction1<Seq<Expression>, Expression>() {
              @Override
              public Expression apply(Seq<Expression> arguments) {
                return builder.apply(arguments);
              }
            });
  }
}
