package lakehouse.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The secure projection above a scan: its rows filtered and its columns masked by the policy of a table. */
final class PolicyProjection {
  /** Marks a scan that is below its projection. A query cannot name it: each process has another one. */
  private static final String APPLIED = "lakehouse.policies." + UUID.randomUUID();

  private final SparkSession session;
  private final TablePolicy policy;

  PolicyProjection(SparkSession session, TablePolicy policy) {
    this.session = session;
    this.policy = policy;
  }

  /** Returns true if the scan of these files is below its projection. */
  static boolean isApplied(HadoopFsRelation files) {
    return files.options().contains(APPLIED);
  }

  /** New attributes below, the scan's own above: what refers to the scan refers to the projection then. */
  LogicalPlan above(LogicalRelation relation, HadoopFsRelation files) {
    LogicalRelation scan = marked(relation, files);
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
    List<String> parts = List.of(function.split("\\."));
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
}
