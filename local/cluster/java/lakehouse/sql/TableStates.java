package lakehouse.sql;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.LogicalRDD;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Puts the files of a small table, as Delta Lake caches them for a version, into a query as its own rows. Delta asks
 * them in each scan of a table: a Spark job of a tenth of a second, and a quarter of the jobs of an ingest of 60 calls.
 * Spark answers such a query over rows without a job. The RDD of a version never changes (StateCache.scala of Delta).
 */
public final class TableStates extends Rule<LogicalPlan> {
  /** Start of the name that Delta gives the RDD (Snapshot.scala, DataSkippingReader.scala). */
  private static final String NAME = "Delta Table State ";

  private static final Map<RDD<InternalRow>, InternalRow[]> ROWS =
      Collections.synchronizedMap(new WeakHashMap<>());

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return (LogicalPlan)
        plan.transformUp(
            new AbstractPartialFunction<>() {
              @Override
              public boolean isDefinedAt(LogicalPlan node) {
                return node instanceof LogicalRDD state && isSmallState(state.rdd());
              }

              @Override
              public LogicalPlan apply(LogicalPlan node) {
                LogicalRDD state = (LogicalRDD) node;
                return new LocalRelation(
                    state.output(),
                    CollectionConverters.asScala(Arrays.asList(rowsOf(state.rdd()))).toSeq(),
                    false,
                    Option.empty());
              }
            });
  }

  private static boolean isSmallState(RDD<InternalRow> rdd) {
    return rdd.name() != null
        && rdd.name().startsWith(NAME)
        && (ROWS.containsKey(rdd) || ReadBytes.of(rdd) < ReadBytes.FEW);
  }

  private static InternalRow[] rowsOf(RDD<InternalRow> rdd) {
    InternalRow[] known = ROWS.get(rdd);
    if (known == null) {
      known = (InternalRow[]) rdd.collect();
      ROWS.put(rdd, known);
    }
    return known;
  }
}
