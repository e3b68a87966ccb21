package lakehouse.sql;

import org.apache.spark.sql.catalyst.TimeTravel;
import org.apache.spark.sql.catalyst.analysis.NamedRelation;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedNamespace;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.analysis.UnresolvedView;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoStatement;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.catalyst.plans.logical.V2WriteCommand;
import org.apache.spark.sql.execution.command.ShowNamespacesCommand;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractPartialFunction;

/**
 * Other names in place of those of a parsed statement: at all places, those of common table expressions and subqueries
 * included. A method returns the same parts for a name that stays.
 */
public abstract class PlanNames {
  /** The name of a table, a view or another object. */
  protected abstract Seq<String> object(Seq<String> parts);

  /** The name of a function that is called. */
  protected abstract Seq<String> function(Seq<String> parts);

  /** The name of a schema. */
  protected abstract Seq<String> schema(Seq<String> parts);

  /** The name of a catalog. */
  protected abstract Seq<String> catalog(Seq<String> parts);

  /** The statement with the other names. */
  public final LogicalPlan rewritten(LogicalPlan plan) {
    LogicalPlan named = (LogicalPlan) plan.transformDownWithSubqueries(relations());
    return ParsedExpressions.mapped(named, new Calls());
  }

  /** The expression with the other names. */
  public final Expression rewritten(Expression expression) {
    return ParsedExpressions.mapped(expression, new Calls(), this::rewritten);
  }

  /** The change of one node's names, those of functions apart. */
  final AbstractPartialFunction<LogicalPlan, LogicalPlan> relations() {
    return new Relations();
  }

  private final class Calls extends AbstractPartialFunction<Expression, Expression> {
    @Override
    public boolean isDefinedAt(Expression expression) {
      return expression instanceof UnresolvedFunction call && function(call.nameParts()) != call.nameParts();
    }

    @Override
    public Expression apply(Expression expression) {
      UnresolvedFunction call = (UnresolvedFunction) expression;
      return FunctionCalls.named(call, function(call.nameParts()));
    }
  }

  private final class Relations extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
    @Override
    public boolean isDefinedAt(LogicalPlan plan) {
      return rewritten(plan) != plan;
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
      return rewritten(plan);
    }

    private LogicalPlan rewritten(LogicalPlan plan) {
      if (plan instanceof UnresolvedRelation found) {
        Seq<String> parts = object(found.multipartIdentifier());
        return parts == found.multipartIdentifier() ? plan : found.copy(parts, found.options(), found.isStreaming());
      }
      if (plan instanceof UnresolvedTable found) {
        Seq<String> parts = object(found.multipartIdentifier());
        return parts == found.multipartIdentifier()
            ? plan
            : found.copy(parts, found.commandName(), found.suggestAlternative());
      }
      if (plan instanceof UnresolvedTableOrView found) {
        Seq<String> parts = object(found.multipartIdentifier());
        return parts == found.multipartIdentifier()
            ? plan
            : found.copy(parts, found.commandName(), found.allowTempView(), found.tableNotFoundSearchPathMode());
      }
      if (plan instanceof UnresolvedView found) {
        Seq<String> parts = object(found.multipartIdentifier());
        return parts == found.multipartIdentifier()
            ? plan
            : found.copy(parts, found.commandName(), found.allowTemp(), found.suggestAlternative());
      }
      return rewrittenName(plan);
    }

    private LogicalPlan rewrittenName(LogicalPlan plan) {
      if (plan instanceof UnresolvedIdentifier found) {
        Seq<String> parts = object(found.nameParts());
        return parts == found.nameParts() ? plan : found.copy(parts, found.allowTemp());
      }
      if (plan instanceof ShowNamespacesCommand show && show.child() instanceof UnresolvedNamespace catalog) {
        UnresolvedNamespace named = named(catalog, catalog(catalog.multipartIdentifier()));
        return named == catalog ? plan : show.copy(named, show.pattern(), show.output());
      }
      if (plan instanceof UnresolvedNamespace found) {
        return named(found, schema(found.multipartIdentifier()));
      }
      if (plan instanceof InsertIntoStatement insert && insert.table() instanceof UnresolvedRelation table) {
        LogicalPlan target = rewritten(table);
        return target == table
            ? plan
            : insert.copy(
                target,
                insert.partitionSpec(),
                insert.userSpecifiedCols(),
                insert.query(),
                insert.overwrite(),
                insert.ifPartitionNotExists(),
                insert.byName(),
                insert.replaceCriteriaOpt(),
                insert.withSchemaEvolution());
      }
      if (plan instanceof RelationTimeTravel version) {
        LogicalPlan relation = rewritten(version.relation());
        return relation == version.relation() ? plan : version.copy(relation, version.timestamp(), version.version());
      }
      if (plan instanceof TimeTravel version) {
        LogicalPlan relation = rewritten(version.relation());
        return relation == version.relation()
            ? plan
            : version.copy(relation, version.timestamp(), version.version(), version.creationSource());
      }
      if (plan instanceof UnresolvedWith with) {
        return CommonTables.mapped(with, PlanNames.this::rewritten);
      }
      if (plan instanceof V2WriteCommand write && write.table() instanceof UnresolvedRelation table) {
        LogicalPlan target = rewritten(table);
        return target == table ? plan : (LogicalPlan) write.withNewTable((NamedRelation) target);
      }
      return plan;
    }

    private static UnresolvedNamespace named(UnresolvedNamespace found, Seq<String> parts) {
      return parts == found.multipartIdentifier() ? found : found.copy(parts, found.fetchMetadata());
    }
  }
}
