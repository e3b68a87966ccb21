package lakehouse.sql;

import java.util.List;
import java.util.Map;
import lakehouse.functions.Principal;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.DeltaDelete;
import org.apache.spark.sql.catalyst.plans.logical.DeltaMergeInto;
import org.apache.spark.sql.catalyst.plans.logical.DeltaUpdateTable;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.catalyst.streaming.StreamingRelationV2;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.delta.files.TahoeBatchFileIndex;
import org.apache.spark.sql.delta.files.TahoeLogFileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.execution.streaming.runtime.StreamingRelation;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * Row filters and column masks of Unity Catalog policies, as the platform's planner has them: a secure projection above
 * each scan of a covered table, wherever in the query the scan is. Policies are those that apply to the principal of the
 * thread that analyses the query, below views and functions too.
 *
 * <p>What the platform refuses on covered tables is refused here by the platform's error condition. A form of read that
 * is not known is refused as well.
 */
public final class PolicyEnforcement extends Rule<LogicalPlan> {
  /** Commands that read a table's history, by the start of their class name, and their error condition. */
  private static final Map<String, String> REFUSED_COMMANDS =
      Map.of(
          "DescribeDeltaHistory",
              "[ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED.DESCRIBE_HISTORY] Reading commit history is not"
                  + " supported for tables with row level security and column mask policies",
          "RestoreTable",
              "[ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED.TIME_TRAVEL] RESTORE is not supported for tables"
                  + " with row level security and column mask policies",
          "CloneTable",
              "[ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED.CLONE] CLONE is not supported for tables with row"
                  + " level security and column mask policies",
          "MergeInto", merge(),
          "DeltaMergeInto", merge());

  private final SparkSession session;

  public PolicyEnforcement(org.apache.spark.sql.SparkSession session) {
    this.session = (SparkSession) session;
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    Map<String, TablePolicy> policies = Principal.policies();
    return policies.isEmpty() ? plan : new Pass(policies).rewrite(plan);
  }

  private static String merge() {
    return "[UNSUPPORTED_FEATURE.MERGE_INTO_WITH_POLICIES] MERGE INTO is not supported for tables with policies whose"
        + " functions contain nested functions";
  }

  /** One pass over a plan with the policies of its principal. */
  private final class Pass {
    private final Map<String, TablePolicy> policies;
    private final CoveredTables tables;

    Pass(Map<String, TablePolicy> policies) {
      this.policies = policies;
      this.tables = new CoveredTables(policies.keySet());
    }

    LogicalPlan rewrite(LogicalPlan plan) {
      if (plan instanceof LogicalRelation relation) {
        return secured(relation);
      }
      refuseUncheckedRead(plan);
      refuseCommand(plan);
      if (plan instanceof DeltaDelete delete) {
        requireUnmasked(delete.child(), delete.condition().toList());
        return withSubqueries(plan);
      }
      if (plan instanceof DeltaUpdateTable update) {
        requireUnmasked(update.child(), update.updateExpressions());
        requireUnmasked(update.child(), update.condition().toList());
        return withSubqueries(plan);
      }
      LogicalPlan children =
          (LogicalPlan)
              plan.mapChildren(
                  new AbstractFunction1<>() {
                    @Override
                    public LogicalPlan apply(LogicalPlan child) {
                      return rewrite(child);
                    }
                  });
      return withSubqueries(children);
    }

    private LogicalPlan withSubqueries(LogicalPlan plan) {
      return (LogicalPlan)
          plan.mapExpressions(
              new AbstractFunction1<>() {
                @Override
                public Expression apply(Expression expression) {
                  return (Expression) expression.transformUp(new Subqueries(Pass.this::rewrite));
                }
              });
    }

    /** The scan below its projection, or as it is where no policy covers it. */
    private LogicalPlan secured(LogicalRelation relation) {
      String table = CoveredTables.nameOf(relation.catalogTable());
      TablePolicy policy = policies.get(table);
      if (policy == null) {
        return relation;
      }
      if (policy.refusal() != null) {
        throw refused(policy.refusal(), table);
      }
      if (!(relation.relation() instanceof HadoopFsRelation files)) {
        throw refused("[UNSUPPORTED_FEATURE.CHANGE_DATA_FEED] The change data feed is not supported", table);
      }
      if (PolicyProjection.isApplied(files) || files.location() instanceof TahoeBatchFileIndex) {
        // a batch of files is what a command of Delta Lake rewrites, not what a query reads
        return relation;
      }
      if (!(files.location() instanceof TahoeLogFileIndex index)) {
        throw refused("[UNSUPPORTED_FEATURE.TABLE_OPERATION] This read is not supported", table);
      }
      if (index.isTimeTravelQuery()) {
        throw refused(
            "[FGAC_TIME_TRAVEL_NOT_SUPPORTED.NOT_CATALOG_OWNED] Cannot time travel to the specified version or timestamp"
                + " of this table. Time travel on tables with fine-grained access control is only supported on tables"
                + " with catalog commits enabled",
            table);
      }
      return new PolicyProjection(session, policy).above(relation, files);
    }

    /** Refuses a change of rows that reads a masked column of its target, or rows that a policy filters. */
    private void requireUnmasked(LogicalPlan target, Seq<Expression> read) {
      for (LogicalPlan leaf : CollectionConverters.asJava(target.collectLeaves())) {
        String table = tables.of(leaf).orElse(null);
        if (table == null) {
          continue;
        }
        TablePolicy policy = policies.get(table);
        for (Expression expression : CollectionConverters.asJava(read)) {
          for (Attribute column : CollectionConverters.asJava(expression.references().toSeq())) {
            if (policy.hides(column.name())) {
              throw refused(
                  "[UNSUPPORTED_FEATURE.MASKED_COLUMN_IN_DML] A change of rows cannot read the masked column "
                      + column.name(),
                  table);
            }
          }
        }
        if (!policy.filters().isEmpty()) {
          throw refused("[UNSUPPORTED_FEATURE.FILTERED_ROWS_IN_DML] Filtered rows cannot be changed", table);
        }
      }
    }

    private void refuseUncheckedRead(LogicalPlan plan) {
      if (plan instanceof DataSourceV2Relation
          || plan instanceof StreamingRelation
          || plan instanceof StreamingRelationV2) {
        tables
            .of(plan)
            .ifPresent(
                table -> {
                  throw refused("[UNSUPPORTED_FEATURE.TABLE_OPERATION] This read is not supported", table);
                });
      }
    }

    private void refuseCommand(LogicalPlan plan) {
      String name = plan.getClass().getSimpleName();
      // a clone is the query of the command that creates its table, and no child of it
      for (Object part : CollectionConverters.asJava(plan.productIterator().toSeq())) {
        if (part instanceof Option<?> option
            && !option.isEmpty()
            && option.get() instanceof LogicalPlan query
            && query.getClass().getSimpleName().startsWith("CloneTable")) {
          refuseCommand(query);
        }
      }
      REFUSED_COMMANDS.forEach(
          (prefix, message) -> {
            if (!name.startsWith(prefix)) {
              return;
            }
            for (Object part : changedParts(plan)) {
              tables
                  .in(part)
                  .ifPresent(
                      table -> {
                        throw refused(message, table);
                      });
            }
          });
    }

    /** The target of a MERGE, whose source is read by the policies; of any other command, all of its parts. */
    private List<?> changedParts(LogicalPlan plan) {
      return plan instanceof DeltaMergeInto merge
          ? List.of(merge.target())
          : CollectionConverters.asJava(plan.productIterator().toSeq());
    }
  }

  private static UnsupportedOperationException refused(String reason, String table) {
    return new UnsupportedOperationException(reason + ": " + table + ". SQLSTATE: 0A000");
  }
}
