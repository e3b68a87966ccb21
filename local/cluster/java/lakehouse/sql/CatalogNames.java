package lakehouse.sql;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.collection.immutable.Seq;

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
  private final PlanNames rewriting = new OfCatalog();

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
    return names.isEmpty() ? plan : rewriting.rewritten(plan);
  }

  /** A parsed expression, with its subqueries. */
  Expression rewritten(Expression expression) {
    return names.isEmpty() ? expression : rewriting.rewritten(expression);
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return names.isEmpty() ? plan : plan.resolveOperators(rewriting.relations());
  }

  private final class OfCatalog extends PlanNames {
    @Override
    protected Seq<String> object(Seq<String> parts) {
      return canonical(parts, 3);
    }

    @Override
    protected Seq<String> function(Seq<String> parts) {
      return canonical(parts, 3);
    }

    @Override
    protected Seq<String> schema(Seq<String> parts) {
      return canonical(parts, 2);
    }

    @Override
    protected Seq<String> catalog(Seq<String> parts) {
      return canonical(parts, 1);
    }
  }
}
