package lakehouse.catalogs;

import java.util.List;
import lakehouse.functions.FunctionBody;
import lakehouse.sql.SessionCatalogName;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunctionName;
import org.apache.spark.sql.catalyst.analysis.UnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedNamespace;
import org.apache.spark.sql.catalyst.plans.logical.CreateFunction;
import org.apache.spark.sql.catalyst.plans.logical.CreateUserDefinedFunction;
import org.apache.spark.sql.catalyst.plans.logical.DescribeFunction;
import org.apache.spark.sql.catalyst.plans.logical.DropFunction;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.RefreshFunction;
import org.apache.spark.sql.catalyst.plans.logical.RenameTable;
import org.apache.spark.sql.catalyst.plans.logical.ShowFunctions;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.internal.SessionState;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Names of commands for a {@link SeparateCatalog} that Spark does not resolve there: functions, which it creates, describes
 * and drops in the session catalog alone, and the new name of a table, which it expects without its catalog. Calls of
 * functions are resolved by the catalog.
 */
public final class SeparateNames {
  private final SparkSession session;

  public SeparateNames(SparkSession session) {
    this.session = session;
  }

  /** The statement with the names that Spark resolves. */
  public LogicalPlan mapped(LogicalPlan plan) {
    if (SeparateCatalogs.isEmpty()) {
      return plan;
    }
    return (LogicalPlan) plan.transformDownWithSubqueries(new Commands());
  }

  /**
   * The name of a table that an API gets, with its catalog: Delta Lake's takes one of two parts for a table of the session
   * catalog. The name of a file or a temporary view stays.
   */
  public Seq<String> table(Seq<String> parts) {
    if (SeparateCatalogs.isEmpty() || parts.size() != 2) {
      return parts;
    }
    String catalog = current().currentCatalog().name();
    boolean isThere =
        SeparateCatalogs.contains(catalog)
            && state().catalog().databaseExists(SeparateCatalogs.sessionSchema(catalog, parts.apply(0)));
    return isThere ? seq(List.of(catalog, parts.apply(0), parts.apply(1))) : parts;
  }

  private Seq<String> function(Seq<String> parts) {
    List<String> name = CollectionConverters.asJava(parts);
    String catalog = name.size() == 3 ? name.get(0) : current().currentCatalog().name();
    if (!SeparateCatalogs.contains(catalog) || FunctionBody.isSparks(parts)) {
      return parts;
    }
    String schema = name.size() == 1 ? current().currentNamespace()[0] : name.get(name.size() - 2);
    return seq(SeparateCatalogs.sessionName(catalog, schema, name.get(name.size() - 1)));
  }

  private Seq<String> schemaOfFunctions(Seq<String> parts) {
    List<String> name = CollectionConverters.asJava(parts);
    String catalog = name.size() == 2 ? name.get(0) : name.size() == 1 ? current().currentCatalog().name() : "";
    if (!SeparateCatalogs.contains(catalog)) {
      return parts;
    }
    String schema = SeparateCatalogs.sessionSchema(catalog, name.get(name.size() - 1));
    return seq(List.of(SessionCatalogName.get(), schema));
  }

  private CatalogManager current() {
    return state().catalogManager();
  }

  private SessionState state() {
    return ((org.apache.spark.sql.classic.SparkSession) session).sessionState();
  }

  private static Seq<String> seq(List<String> parts) {
    return CollectionConverters.asScala(parts).toSeq();
  }

  private final class Commands extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
    @Override
    public boolean isDefinedAt(LogicalPlan plan) {
      return plan instanceof RenameTable
          || plan instanceof CreateUserDefinedFunction
          || plan instanceof CreateFunction
          || plan instanceof DropFunction
          || plan instanceof DescribeFunction
          || plan instanceof RefreshFunction
          || plan instanceof ShowFunctions;
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
      if (plan instanceof RenameTable rename) {
        List<String> name = CollectionConverters.asJava(rename.newName());
        boolean hasCatalog = name.size() == 3 && SeparateCatalogs.contains(name.get(0));
        return hasCatalog ? rename.copy(rename.child(), seq(name.subList(1, 3)), rename.isView()) : plan;
      }
      LogicalPlan child = plan.children().apply(0);
      LogicalPlan named = named(child);
      return named == child
          ? plan
          : (LogicalPlan) plan.withNewChildren(CollectionConverters.asScala(List.of(named)).toSeq());
    }

    private LogicalPlan named(LogicalPlan child) {
      if (child instanceof UnresolvedIdentifier found) {
        Seq<String> parts = function(found.nameParts());
        return parts == found.nameParts() ? child : found.copy(parts, found.allowTemp());
      }
      if (child instanceof UnresolvedFunctionName found) {
        Seq<String> parts = function(found.multipartIdentifier());
        return parts == found.multipartIdentifier()
            ? child
            : found.copy(parts, found.commandName(), found.possibleQualifiedName());
      }
      if (child instanceof UnresolvedNamespace found) {
        Seq<String> parts = schemaOfFunctions(found.multipartIdentifier());
        return parts == found.multipartIdentifier() ? child : found.copy(parts, found.fetchMetadata());
      }
      return child;
    }
  }
}
