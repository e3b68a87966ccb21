package lakehouse.functions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import lakehouse.Thrown;
import lakehouse.sql.ParsedExpressions;
import lakehouse.sql.PlanNames;
import org.apache.spark.sql.catalyst.analysis.FunctionResolution;
import org.apache.spark.sql.catalyst.catalog.SQLFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.classic.SparkSession;
import scala.Option;
import scala.Tuple3;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * The names in a function's body, completed by the catalog and the schema that were the current ones of its creation.
 * Spark completes them by those of the caller's session, so that a caller would choose what a function reads.
 */
public final class FunctionBody extends PlanNames {
  private final String catalog;
  private final String schema;
  private final Set<String> commonTables = new HashSet<>();
  private final Set<List<String>> called = new LinkedHashSet<>();

  FunctionBody(String catalog, String schema) {
    this.catalog = catalog;
    this.schema = schema;
  }

  /** The body of a stored function. */
  static FunctionBody of(SQLFunction stored) {
    Map<String, String> properties = stored.properties();
    return new FunctionBody(
        properties.apply("catalogAndNamespace.part.0"), properties.apply("catalogAndNamespace.part.1"));
  }

  /**
   * The complete names of the functions that the body calls, those of Spark apart. Its text is an expression or a query.
   */
  Set<List<String>> called(Option<String> expression, Option<String> query, ParserInterface parser) {
    try {
      if (expression.isDefined()) {
        complete(parser.parseExpression(expression.get()));
      } else {
        complete(parser.parsePlan(query.get()));
      }
    } catch (ParseException malformed) {
      Thrown.now(malformed);
    }
    return called;
  }

  /** The body with complete names. */
  Expression complete(Expression body) {
    Expression released = BodyCalls.released(body);
    ParsedExpressions.mapped(released, new None<>(), this::withCommonTables);
    return rewritten(released);
  }

  /** The body with complete names. */
  LogicalPlan complete(LogicalPlan body) {
    return rewritten(withCommonTables(BodyCalls.released(body)));
  }

  /** Returns true for a function that is Spark's own, or a temporary one. */
  public static boolean isSparks(Seq<String> parts) {
    if (parts.size() == 1) {
      SparkSession session = (SparkSession) org.apache.spark.sql.SparkSession.active();
      return session.sessionState().catalog().lookupBuiltinOrTempFunction(parts.apply(0)).isDefined();
    }
    return FunctionResolution.sessionNamespaceKind(parts).isDefined();
  }

  @Override
  protected Seq<String> object(Seq<String> parts) {
    boolean isCommonTable = parts.size() == 1 && commonTables.contains(parts.apply(0).toLowerCase(Locale.ROOT));
    // parquet.`/folder`: files by their path
    boolean isPath = parts.size() == 2 && parts.apply(1).contains("/");
    return isCommonTable || isPath ? parts : completed(parts);
  }

  @Override
  protected Seq<String> function(Seq<String> parts) {
    if (isSparks(parts)) {
      return parts;
    }
    Seq<String> name = completed(parts);
    called.add(CollectionConverters.asJava(name));
    return name;
  }

  @Override
  protected Seq<String> schema(Seq<String> parts) {
    return parts;
  }

  @Override
  protected Seq<String> catalog(Seq<String> parts) {
    return parts;
  }

  private Seq<String> completed(Seq<String> parts) {
    if (parts.size() > 2) {
      return parts;
    }
    List<String> name = new ArrayList<>(parts.size() == 1 ? List.of(catalog, schema) : List.of(catalog));
    name.addAll(CollectionConverters.asJava(parts));
    return CollectionConverters.asScala(name).toSeq();
  }

  /** The query, whose names of common table expressions are known from now on. */
  private LogicalPlan withCommonTables(LogicalPlan query) {
    query.transformDownWithSubqueries(
        new None<>() {
          @Override
          public boolean isDefinedAt(LogicalPlan plan) {
            if (plan instanceof UnresolvedWith with) {
              for (Tuple3<String, SubqueryAlias, Option<Object>> one :
                  CollectionConverters.asJava(with.cteRelations())) {
                commonTables.add(one._1().toLowerCase(Locale.ROOT));
                withCommonTables(one._2());
              }
            }
            return false;
          }
        });
    return query;
  }

  /** Changes nothing. */
  private static class None<T> extends AbstractPartialFunction<T, T> {
    @Override
    public boolean isDefinedAt(T node) {
      return false;
    }

    @Override
    public T apply(T node) {
      return node;
    }
  }
}
