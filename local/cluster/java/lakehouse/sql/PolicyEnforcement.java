package lakehouse.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import lakehouse.functions.Principal;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.analysis.ResolvedTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.DeltaDelete;
import org.apache.spark.sql.catalyst.plans.logical.DeltaMergeInto;
import org.apache.spark.sql.catalyst.plans.logical.DeltaUpdateTable;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.catalyst.streaming.StreamingRelationV2;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.delta.commands.CloneSource;
import org.apache.spark.sql.delta.files.TahoeBatchFileIndex;
import org.apache.spark.sql.delta.files.TahoeLogFileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.execution.streaming.runtime.StreamingRelation;
import scala.Option;
import scala.Product;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractPartialFunction;

/**
 * Row filters and column masks of Unity Catalog policies, as the platform's planner has them: a secure projection above
 * each scan of a covered table, wherever in the query the scan is. Policies are those that apply to the principal of the
 * thread that analyses the query, below views and functions too.
 *
 * <p>What the platform refuses on covered tables is refused here by the platform's error condition. A form of read that
 * is not known is refused as well.
 */
public final class PolicyEnforcement extends Rule<LogicalPlan> {
  /** Marks a scan that is below its projection. A query cannot name it: each process has another one. */
  private static final String APPLIED = "lakehouse.policies." + UUID.randomUUID();

  private static final String CATALOG = "spark_catalog";

  /** Depth to which the parts of a command are searched for a table. */
  private static final int MOST_LEVELS = 6;

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

    Pass(Map<String, TablePolicy> policies) {
      this.policies = policies;
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
                  return (Expression) expression.transformUp(new Subqueries());
                }
              });
    }

    private final class Subqueries extends AbstractPartialFunction<Expression, Expression> {
      @Override
      public boolean isDefinedAt(Expression expression) {
        return expression instanceof SubqueryExpression;
      }

      @Override
      public Expression apply(Expression expression) {
        SubqueryExpression subquery = (SubqueryExpression) expression;
        return subquery.withNewPlan(rewrite((LogicalPlan) subquery.plan()));
      }
    }

    /** The scan below its projection, or as it is where no policy covers it. */
    private LogicalPlan secured(LogicalRelation relation) {
      String table = nameOf(relation.catalogTable());
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
      if (files.options().contains(APPLIED) || files.location() instanceof TahoeBatchFileIndex) {
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
      return projection(relation, marked(relation, files), policy);
    }

    /** New attributes below, the scan's own above: what refers to the scan refers to the projection then. */
    private LogicalPlan projection(LogicalRelation relation, LogicalRelation scan, TablePolicy policy) {
      LogicalPlan rows = scan;
      for (String filter : policy.filters()) {
        rows = new Filter(call(filter, List.of()), rows);
      }
      List<NamedExpression> columns = new ArrayList<>();
      for (AttributeReference column : CollectionConverters.asJava(scan.output())) {
        String function = policy.masks().get(column.name().toLowerCase(Locale.ROOT));
        // the platform casts what a function returns to the type of the column
        Expression value =
            function == null
                ? column
                : new Cast(call(function, List.of(column)), column.dataType(), Option.empty());
        columns.add(alias(value, column, NamedExpression$.MODULE$.newExprId()));
      }
      LogicalPlan shown =
          session
              .sessionState()
              .analyzer()
              .execute(new Project(CollectionConverters.asScala(columns).toSeq(), rows));
      List<NamedExpression> outputs = new ArrayList<>();
      List<Attribute> values = CollectionConverters.asJava(shown.output());
      List<AttributeReference> replaced = CollectionConverters.asJava(relation.output());
      for (int at = 0; at < replaced.size(); at++) {
        outputs.add(alias(values.get(at), replaced.get(at), replaced.get(at).exprId()));
      }
      return new Project(CollectionConverters.asScala(outputs).toSeq(), shown);
    }

    /** Refuses a change of rows that reads a masked column of its target, or rows that a policy filters. */
    private void requireUnmasked(LogicalPlan target, Seq<Expression> read) {
      for (LogicalPlan leaf : CollectionConverters.asJava(target.collectLeaves())) {
        String table = covered(leaf).orElse(null);
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
        covered(plan)
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
              inPart(part, MOST_LEVELS)
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

    private Optional<String> inPart(Object part, int levels) {
      if (part instanceof DeltaTableV2 table) {
        return known(nameOf(table.catalogTable()));
      }
      if (part instanceof CloneSource source) {
        return known(nameOf(source.catalogTable()));
      }
      if (part instanceof CatalogTable table) {
        return known(nameOf(Option.apply(table)));
      }
      if (part instanceof TableIdentifier identifier) {
        return known(nameOf(identifier));
      }
      Optional<String> own = part instanceof LogicalPlan plan ? covered(plan) : Optional.empty();
      if (own.isPresent() || levels == 0 || !(part instanceof Product product)) {
        return own;
      }
      for (Object inner : CollectionConverters.asJava(product.productIterator().toSeq())) {
        Optional<String> found = inPart(inner, levels - 1);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }

    /** The covered table that a node is of. */
    private Optional<String> covered(LogicalPlan plan) {
      if (plan instanceof LogicalRelation relation) {
        return known(nameOf(relation.catalogTable()));
      }
      if (plan instanceof ResolvedTable table) {
        return known(nameOf(table.catalog().name(), table.identifier()));
      }
      if (plan instanceof DataSourceV2Relation relation) {
        return relation.identifier().isEmpty()
            ? inPart(relation.table(), 0)
            : known(
                nameOf(
                    relation.catalog().isEmpty() ? CATALOG : relation.catalog().get().name(),
                    relation.identifier().get()));
      }
      if (plan instanceof StreamingRelation relation) {
        return known(nameOf(relation.dataSource().catalogTable()));
      }
      if (plan instanceof StreamingRelationV2 relation) {
        return inPart(relation.table(), 0);
      }
      return Optional.empty();
    }

    private Optional<String> known(String table) {
      return policies.containsKey(table) ? Optional.of(table) : Optional.empty();
    }
  }

  private static LogicalRelation marked(LogicalRelation relation, HadoopFsRelation files) {
    HadoopFsRelation applied =
        files.copy(
            files.location(),
            files.partitionSchema(),
            files.dataSchema(),
            files.bucketSpec(),
            files.fileFormat(),
            files.options().updated(APPLIED, "true"),
            files.sparkSession());
    return relation
        .copy(
            applied,
            relation.output(),
            relation.catalogTable(),
            relation.isStreaming(),
            relation.stream())
        .newInstance();
  }

  private static UnresolvedFunction call(String function, List<Expression> arguments) {
    // the session catalog's functions are named by schema and name
    String named = function.startsWith(CATALOG + ".") ? function.substring(CATALOG.length() + 1) : function;
    List<String> parts = List.of(named.split("\\."));
    return new UnresolvedFunction(
        CollectionConverters.asScala(parts).toSeq(),
        CollectionConverters.asScala(arguments).toSeq(),
        false,
        Option.empty(),
        Option.empty(),
        CollectionConverters.asScala(
                List.<org.apache.spark.sql.catalyst.expressions.SortOrder>of())
            .toSeq(),
        false);
  }

  private static Alias alias(
      Expression value,
      AttributeReference column,
      org.apache.spark.sql.catalyst.expressions.ExprId id) {
    Seq<String> none = CollectionConverters.asScala(List.<String>of()).toSeq();
    return new Alias(value, column.name(), id, column.qualifier(), Option.apply(column.metadata()), none);
  }

  private static String nameOf(Option<CatalogTable> table) {
    return table.isEmpty() ? "" : nameOf(table.get().identifier());
  }

  private static String nameOf(TableIdentifier name) {
    String schema = name.database().isEmpty() ? "" : name.database().get();
    String catalog = name.catalog().isEmpty() ? CATALOG : name.catalog().get();
    return (catalog + "." + schema + "." + name.table()).toLowerCase(Locale.ROOT);
  }

  private static String nameOf(String catalog, Identifier identifier) {
    return (catalog + "." + String.join(".", identifier.namespace()) + "." + identifier.name())
        .toLowerCase(Locale.ROOT);
  }

  private static UnsupportedOperationException refused(String reason, String table) {
    return new UnsupportedOperationException(reason + ": " + table + ". SQLSTATE: 0A000");
  }
}
