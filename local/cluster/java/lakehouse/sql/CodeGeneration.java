package lakehouse.sql;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.LocalTableScanExec;
import org.apache.spark.sql.execution.SparkPlan;

/**
 * Decides for each query if Spark generates Java for its expressions. Spark writes the text of that code in every task,
 * before it asks for the compiled class: of few rows, as in the log of a table, that takes longer than the rows do. A
 * query of less than 1 MiB interprets its expressions. It takes 30 percent off the ingest of 60 calls, and code makes up
 * for its text at 1,017 calls (bench/jobs.ts, bench/ingest.py).
 */
public final class CodeGeneration extends ColumnarRule {
  private static final String SETTING = "spark.sql.codegen.factoryMode";

  private final SparkSession session;

  /** The rule of a session, as {@code SparkSessionExtensions.injectColumnar} asks for it. */
  public CodeGeneration(SparkSession session) {
    this.session = session;
  }

  @Override
  public Rule<SparkPlan> preColumnarTransitions() {
    return new Rule<>() {
      @Override
      public SparkPlan apply(SparkPlan plan) {
        // interpreted, rows of the driver cannot become objects with lists: `spark.catalog.listTables()`
        boolean isOfDriver = plan instanceof LocalTableScanExec;
        boolean isSmall = !isOfDriver && ReadBytes.of(plan) < ReadBytes.FEW;
        String mode = isSmall ? "NO_CODEGEN" : "FALLBACK";
        session.conf().set(SETTING, mode);
        // tasks have the settings of the moment when the query began: it is planned after that
        session.sparkContext().setLocalProperty(SETTING, mode);
        return plan;
      }
    };
  }
}
