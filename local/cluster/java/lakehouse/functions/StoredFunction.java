package lakehouse.functions;

import lakehouse.catalogs.SeparateCatalogs;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.SQLFunctionExpression;
import org.apache.spark.sql.catalyst.catalog.SQLFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.internal.connector.V1Function;
import org.apache.spark.sql.internal.connector.V1Function$;
import scala.Function1;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;

/**
 * A SQL function under its name in statements, whose body names what it named when the function was created ({@link
 * FunctionBody}).
 */
public final class StoredFunction extends SQLFunction {
  private StoredFunction(SQLFunction stored) {
    super(
        named(stored.name()),
        stored.inputParam(),
        stored.returnType(),
        stored.exprText(),
        stored.queryText(),
        stored.comment(),
        stored.collation(),
        stored.deterministic(),
        stored.containsSQL(),
        stored.isTableFunc(),
        stored.properties(),
        stored.owner(),
        stored.createTimeMs());
  }

  /** The function of a catalog, as its calls are bound. */
  public static UnboundFunction of(UnboundFunction loaded) {
    if (!(loaded instanceof V1Function function)) {
      return loaded;
    }
    Function1<Seq<Expression>, Expression> calls =
        new AbstractFunction1<>() {
          @Override
          public Expression apply(Seq<Expression> arguments) {
            Expression call = function.invoke(arguments);
            if (!(call instanceof SQLFunctionExpression bound)) {
              return call;
            }
            StoredFunction called = new StoredFunction(bound.function());
            return bound.copy(called.name().unquotedString(), called, bound.inputs(), bound.returnType());
          }
        };
    return V1Function$.MODULE$.apply(function.info(), calls);
  }

  /** The name of three parts, as statements have it. */
  private static FunctionIdentifier named(FunctionIdentifier stored) {
    SeparateCatalogs.Named schema = SeparateCatalogs.named(stored.database().get());
    return new FunctionIdentifier(stored.funcName(), Option.apply(schema.schema()), Option.apply(schema.catalog()));
  }

  @Override
  public Tuple2<Option<Expression>, Option<LogicalPlan>> getExpressionAndQuery(
      ParserInterface parser, boolean isTableFunc) {
    Tuple2<Option<Expression>, Option<LogicalPlan>> parsed = super.getExpressionAndQuery(parser, isTableFunc);
    FunctionBody body = FunctionBody.of(this);
    Option<Expression> expression =
        parsed._1().isDefined() ? Option.apply(body.complete(parsed._1().get())) : parsed._1();
    Option<LogicalPlan> query = parsed._2().isDefined() ? Option.apply(body.complete(parsed._2().get())) : parsed._2();
    return new Tuple2<>(expression, query);
  }
}
