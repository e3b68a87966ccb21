package lakehouse.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lakehouse.catalogs.SeparateNames;
import lakehouse.functions.BodyCalls;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.parser.NamedParameterContext;
import org.apache.spark.sql.catalyst.parser.ParameterContext;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.CreatePipelineDatasetAsSelect;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractPartialFunction;

/**
 * The parser of a session, with USE CATALOG of the platform, and with the further names of the catalog in statements and
 * in names that the API of DataFrames gets.
 */
public final class CatalogParser implements ParserInterface {
  private static final Pattern USE_CATALOG =
      Pattern.compile(
          "(?:\\s|--[^\\n]*\\n|/\\*.*?\\*/)*(?:USE|SET)\\s+CATALOG\\s+(`[^`]+`|'[^']+'|\\w+)\\s*;?\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Datasets of a pipeline are refreshed in any case; open-source Spark has no word for it. */
  private static final Pattern OR_REFRESH =
      Pattern.compile(
          "((?:\\s|--[^\\n]*\\n|/\\*.*?\\*/)*CREATE)\\s+OR\\s+REFRESH(\\s+(?:MATERIALIZED\\s+VIEW|STREAMING\\s+TABLE)\\b.*)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final ParserInterface spark;
  private final CatalogNames names;
  private final SeparateNames separate;

  public CatalogParser(ParserInterface spark, CatalogNames names, SeparateNames separate) {
    this.spark = spark;
    this.names = names;
    this.separate = separate;
  }

  /** The statement in Spark's dialect. */
  private String dialect(String statement) {
    Matcher refresh = OR_REFRESH.matcher(statement);
    if (refresh.matches()) {
      return refresh.group(1) + refresh.group(2);
    }
    Matcher use = USE_CATALOG.matcher(statement);
    if (!use.matches()) {
      return statement;
    }
    String name = use.group(1);
    String bare = name.replaceAll("^[`']|[`']$", "");
    return "SET CATALOG '" + (names.contains(bare) ? SessionCatalogName.get() : bare) + "'";
  }

  @Override
  public LogicalPlan parsePlan(String statement) throws ParseException {
    LogicalPlan plan = separate.mapped(names.rewritten(spark.parsePlan(dialect(statement))));
    boolean isDataset = plan instanceof CreatePipelineDatasetAsSelect;
    return isDataset ? (LogicalPlan) plan.transformDown(new OfPipeline()) : BodyCalls.kept(plan);
  }

  /**
   * Binds parameters, which Delta Lake's parser drops: it is between this one and Spark's. A session binds those of a
   * statement later, too; Spark Connect does not.
   */
  @Override
  public LogicalPlan parsePlanWithParameters(String statement, ParameterContext parameters) throws ParseException {
    LogicalPlan plan = parsePlan(statement);
    return parameters instanceof NamedParameterContext named ? ParameterBinding.bound(plan, named.params()) : plan;
  }

  @Override
  public Seq<String> parseMultipartIdentifier(String name) throws ParseException {
    return separate.table(names.canonical(spark.parseMultipartIdentifier(name), 3));
  }

  @Override
  public TableIdentifier parseTableIdentifier(String name) throws ParseException {
    TableIdentifier found = spark.parseTableIdentifier(name);
    boolean isFurther = found.catalog().isDefined() && names.contains(found.catalog().get());
    return isFurther
        ? new TableIdentifier(found.table(), found.database(), Option.apply(SessionCatalogName.get()))
        : found;
  }

  @Override
  public FunctionIdentifier parseFunctionIdentifier(String name) throws ParseException {
    FunctionIdentifier found = spark.parseFunctionIdentifier(name);
    boolean isFurther = found.catalog().isDefined() && names.contains(found.catalog().get());
    return isFurther
        ? new FunctionIdentifier(found.funcName(), found.database(), Option.apply(SessionCatalogName.get()))
        : found;
  }

  @Override
  public Expression parseExpression(String text) throws ParseException {
    return BodyCalls.kept(names.rewritten(spark.parseExpression(text)));
  }

  @Override
  public LogicalPlan parseQuery(String text) throws ParseException {
    return separate.mapped(names.rewritten(spark.parseQuery(text)));
  }

  @Override
  public StructType parseRoutineParam(String text) throws ParseException {
    return spark.parseRoutineParam(text);
  }

  /** Sources of a pipeline name its other tables by the virtual schema LIVE. */
  private static final class OfPipeline extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
    @Override
    public boolean isDefinedAt(LogicalPlan plan) {
      return plan instanceof UnresolvedRelation table
          && table.multipartIdentifier().size() == 2
          && table.multipartIdentifier().apply(0).equalsIgnoreCase("LIVE");
    }

    @Override
    @SuppressWarnings("unchecked")
    public LogicalPlan apply(LogicalPlan plan) {
      UnresolvedRelation table = (UnresolvedRelation) plan;
      Seq<String> name = (Seq<String>) table.multipartIdentifier().tail();
      return table.copy(name, table.options(), table.isStreaming());
    }
  }

  @Override
  public DataType parseDataType(String text) throws ParseException {
    return spark.parseDataType(text);
  }

  @Override
  public StructType parseTableSchema(String text) throws ParseException {
    return spark.parseTableSchema(text);
  }
}
