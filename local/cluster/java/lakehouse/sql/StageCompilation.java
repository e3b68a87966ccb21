package lakehouse.sql;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Decides if Spark compiles the stages of a query. Of few rows that takes longer than it saves
 * (configuration.py turns it off); of 700,000 rows of gold a query takes a fifth with it.
 */
public final class StageCompilation {
  private static final String SETTING = "spark.sql.codegen.wholeStage";

  private StageCompilation() {}

  /** Sets for the session of a query, before it runs, what pays for the tables that it reads. */
  public static void setFor(org.apache.spark.sql.Dataset<Row> query) {
    SparkSession session = query.sparkSession();
    session.conf().set(SETTING, bytesOf(query) >= ReadBytes.FEW);
  }

  /** The size of the tables' files, before any are left out. */
  private static long bytesOf(org.apache.spark.sql.Dataset<Row> query) {
    LogicalPlan plan = ((Dataset<Row>) query).queryExecution().analyzed();
    long bytes = 0;
    for (LogicalPlan leaf : CollectionConverters.asJava(plan.collectLeaves())) {
      if (leaf instanceof LogicalRelation table) {
        bytes += table.relation().sizeInBytes();
      }
    }
    return bytes;
  }
}
