package lakehouse.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.analysis.NamedParameter;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Map;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Values in place of the named parameters of a parsed statement: at all places, those of common table expressions and
 * subqueries included. A marker without a value stays, and is refused when the statement is resolved.
 *
 * <p>Values keep their types. In the text of the statement, as Spark's parser writes them, 1.50 of DECIMAL(4, 2) would be
 * DECIMAL(3, 2).
 */
final class ParameterBinding extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
  private final Values values;

  private ParameterBinding(Map<String, Expression> values) {
    this.values = new Values(values);
  }

  /** The parsed statement with its values. */
  static LogicalPlan bound(LogicalPlan plan, Map<String, Expression> values) {
    return values.isEmpty() ? plan : new ParameterBinding(values).bound(plan);
  }

  private LogicalPlan bound(LogicalPlan plan) {
    return (LogicalPlan) plan.transformDownWithSubqueries(this);
  }

  @Override
  public boolean isDefinedAt(LogicalPlan plan) {
    return true;
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    LogicalPlan found = (LogicalPlan) plan.transformExpressions(values);
    return found instanceof UnresolvedWith with ? withRelations(with) : found;
  }

  /** Common table expressions are no children of their statement. */
  private LogicalPlan withRelations(UnresolvedWith with) {
    List<Tuple3<String, SubqueryAlias, Option<Object>>> relations = new ArrayList<>();
    for (Tuple3<String, SubqueryAlias, Option<Object>> one : CollectionConverters.asJava(with.cteRelations())) {
      relations.add(new Tuple3<>(one._1(), (SubqueryAlias) bound(one._2()), one._3()));
    }
    return with.copy(with.child(), CollectionConverters.asScala(relations).toSeq(), with.allowRecursion());
  }

  private static final class Values extends AbstractPartialFunction<Expression, Expression> {
    private final Map<String, Expression> values;

    private Values(Map<String, Expression> values) {
      this.values = values;
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
}
