package lakehouse.sql;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
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
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.catalyst.TimeTravel;
import org.apache.spark.sql.execution.command.ShowNamespacesCommand;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractPartialFunction;

/**
 * Further names of the one catalog: a table {@code spark_catalog.silver.deals} is {@code lakehouse_local.silver.deals}.
 * Two parts are a schema and a table, as on the platform, so that a schema may have such a name too.
 *
 * <p>Statements are rewritten when they are parsed. The rule is for names of IDENTIFIER clauses, which Spark gets to know
 * later: it runs after they are built, and before they are resolved.
 */
public final class CatalogNames extends Rule<LogicalPlan> {
  /** Setting with the names, separated by commas; the first is the catalog's own. */
  private static final String SETTING = "spark.lakehouse.catalogNames";

  private final Set<String> names;

  private CatalogNames(Set<String> names) {
    this.names = names;
  }

  /** The names of a session's workspace. */
  public static CatalogNames of(SparkSession session) {
    String names =
        ((org.apache.spark.sql.classic.SparkSession) session).sparkContext().conf().get(SETTING, "");
    return new CatalogNames(
        Arrays.stream(names.split(",")).skip(1).filter(name -> !name.isEmpty()).collect(Collectors.toSet()));
  }

  /** Returns true for a further name of the catalog. */
  boolean contains(String name) {
    return names.contains(name.toLowerCase(Locale.ROOT));
  }

  /** The parts of a name, which begins with a catalog if it has at least {@code least} parts. */
  @SuppressWarnings("unchecked")
  Seq<String> canonical(Seq<String> parts, int least) {
    if (parts.size() < least || !contains(parts.apply(0))) {
      return parts;
    }
    return (Seq<String>) parts.updated(0, SessionCatalogName.get());
  }

  /** A parsed statement, with its common table expressions and subqueries, and the functions that it calls. */
  LogicalPlan rewritten(LogicalPlan plan) {
    if (names.isEmpty()) {
      return plan;
    }
    LogicalPlan tables = (LogicalPlan) plan.transformDownWithSubqueries(new Canonical());
    return (LogicalPlan) tables.transformAllExpressionsWithSubqueries(new Functions());
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return names.isEmpty() ? plan : plan.resolveOperators(new Canonical());
  }

  private final class Functions extends AbstractPartialFunction<Expression, Expression> {
    @Override
    public boolean isDefinedAt(Expression expression) {
      return expression instanceof UnresolvedFunction call && canonical(call.nameParts(), 3) != call.nameParts();
    }

    @Override
    public Expression apply(Expression expression) {
      UnresolvedFunction call = (UnresolvedFunction) expression;
      return FunctionCalls.named(call, canonical(call.nameParts(), 3));
    }
  }

  private final class Canonical extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
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
        Seq<String> parts = canonical(found.multipartIdentifier(), 3);
        return parts == found.multipartIdentifier() ? plan : found.copy(parts, found.options(), found.isStreaming());
      }
      if (plan instanceof UnresolvedTable found) {
        Seq<String> parts = canonical(found.multipartIdentifier(), 3);
        return parts == found.multipartIdentifier()
            ? plan
            : found.copy(parts, found.commandName(), found.suggestAlternative());
      }
      if (plan instanceof UnresolvedTableOrView found) {
        Seq<String> parts = canonical(found.multipartIdentifier(), 3);
        return parts == found.multipartIdentifier()
            ? plan
            : found.copy(parts, found.commandName(), found.allowTempView(), found.tableNotFoundSearchPathMode());
      }
      if (plan instanceof UnresolvedView found) {
        Seq<String> parts = canonical(found.multipartIdentifier(), 3);
        return parts == found.multipartIdentifier()
            ? plan
            : found.copy(parts, found.commandName(), found.allowTemp(), found.suggestAlternative());
      }
      return rewrittenName(plan);
    }

    private LogicalPlan rewrittenName(LogicalPlan plan) {
      if (plan instanceof UnresolvedIdentifier found) {
        Seq<String> parts = canonical(found.nameParts(), 3);
        return parts == found.nameParts() ? plan : found.copy(parts, found.allowTemp());
      }
      if (plan instanceof ShowNamespacesCommand show && show.child() instanceof UnresolvedNamespace catalog) {
        UnresolvedNamespace canonical = named(catalog, 1);
        return canonical == catalog ? plan : show.copy(canonical, show.pattern(), show.output());
      }
      if (plan instanceof UnresolvedNamespace found) {
        return named(found, 2);
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
        return CommonTables.mapped(with, CatalogNames.this::rewritten);
      }
      if (plan instanceof V2WriteCommand write && write.table() instanceof UnresolvedRelation table) {
        LogicalPlan target = rewritten(table);
        return target == table ? plan : (LogicalPlan) write.withNewTable((NamedRelation) target);
      }
      return plan;
    }

    private UnresolvedNamespace named(UnresolvedNamespace found, int least) {
      Seq<String> parts = canonical(found.multipartIdentifier(), least);
      return parts == found.multipartIdentifier() ? found : found.copy(parts, found.fetchMetadata());
    }
  }
}
