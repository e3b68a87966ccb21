package lakehouse.sql;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.Dependency;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.CommandResultExec;
import org.apache.spark.sql.execution.EmptyRelationExec;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.LocalTableScanExec;
import org.apache.spark.sql.execution.OneRowRelationExec;
import org.apache.spark.sql.execution.RDDScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.columnar.InMemoryTableScanExec;
import org.apache.spark.sql.execution.command.ExecutedCommandExec;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.FileScanRDD;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.storage.RDDInfo;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Decides for each query if Spark generates Java for its expressions. Spark writes the text of that code in every task,
 * before it asks for the compiled class: of few rows, as in the log of a table, that takes longer than the rows do. A
 * query of less than 1 MiB interprets its expressions. It takes 30 percent off the ingest of 60 calls, and code makes up
 * for its text at 1,017 calls (bench/jobs.ts, bench/ingest.py).
 */
public final class CodeGeneration extends ColumnarRule {
  private static final String SETTING = "spark.sql.codegen.factoryMode";
  private static final long FROM_BYTES = 1 << 20;

  /** Leaves of a plan that read no files; others, as a range, may have any number of rows. */
  private static final Set<Class<? extends SparkPlan>> WITHOUT_FILES =
      Set.of(
          LocalTableScanExec.class,
          OneRowRelationExec.class,
          EmptyRelationExec.class,
          CommandResultExec.class,
          ExecutedCommandExec.class);

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
        String mode = bytesOf(plan) < FROM_BYTES ? "NO_CODEGEN" : "FALLBACK";
        session.conf().set(SETTING, mode);
        // tasks have the settings of the moment when the query began: it is planned after that
        session.sparkContext().setLocalProperty(SETTING, mode);
        return plan;
      }
    };
  }

  /** The bytes that a plan reads, with its subqueries. */
  private static long bytesOf(SparkPlan plan) {
    long bytes = 0;
    for (SparkPlan leaf : CollectionConverters.asJava(plan.collectLeaves())) {
      bytes += bytesOfLeaf(leaf);
    }
    for (SparkPlan subquery : CollectionConverters.asJava(plan.subqueriesAll())) {
      for (SparkPlan leaf : CollectionConverters.asJava(subquery.collectLeaves())) {
        bytes += bytesOfLeaf(leaf);
      }
    }
    return bytes;
  }

  private static long bytesOfLeaf(SparkPlan leaf) {
    if (leaf instanceof FileSourceScanExec scan) {
      return scan.relation().location().sizeInBytes();
    }
    if (leaf instanceof RDDScanExec scan) {
      return bytesOf(scan.rdd(), new HashSet<>());
    }
    if (leaf instanceof InMemoryTableScanExec scan) {
      return bytesOf(scan.relation().cacheBuilder().cachedPlan());
    }
    return WITHOUT_FILES.contains(leaf.getClass()) ? 0 : FROM_BYTES;
  }

  /** The bytes behind an RDD: of the files that it is read from, or its own where a checkpoint cut it off from them. */
  private static long bytesOf(RDD<?> rdd, Set<Integer> counted) {
    if (!counted.add(rdd.id())) {
      return 0;
    }
    long bytes = 0;
    if (rdd instanceof FileScanRDD files) {
      for (FilePartition partition : CollectionConverters.asJava(files.filePartitions())) {
        for (PartitionedFile file : partition.files()) {
          bytes += file.length();
        }
      }
    }
    if (rdd.isCheckpointed()) {
      return bytes + bytesStored(rdd);
    }
    for (Dependency<?> dependency : CollectionConverters.asJava(rdd.dependencies())) {
      bytes += bytesOf(dependency.rdd(), counted);
    }
    return bytes;
  }

  private static long bytesStored(RDD<?> rdd) {
    long bytes = 0;
    for (RDDInfo info : rdd.sparkContext().getRDDStorageInfo()) {
      if (info.id() == rdd.id()) {
        bytes += info.memSize() + info.diskSize();
      }
    }
    return bytes;
  }
}
