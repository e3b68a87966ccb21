package lakehouse.sql;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.Dependency;
import org.apache.spark.rdd.RDD;
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

/** The bytes that queries read, as far as their plans tell. */
final class ReadBytes {
  /** A query that reads fewer bytes has few rows: planning and jobs cost more than they do. */
  static final long FEW = 1 << 20;

  /** Of leaves without a known size. */
  private static final long UNKNOWN = 1L << 40;

  /** Leaves of a plan that read no files; others, as a range, may have any number of rows. */
  private static final Set<Class<? extends SparkPlan>> WITHOUT_FILES =
      Set.of(
          LocalTableScanExec.class,
          OneRowRelationExec.class,
          EmptyRelationExec.class,
          CommandResultExec.class,
          ExecutedCommandExec.class);

  private ReadBytes() {}

  /** The bytes that a plan reads, with its subqueries. */
  static long of(SparkPlan plan) {
    long bytes = 0;
    for (SparkPlan leaf : CollectionConverters.asJava(plan.collectLeaves())) {
      bytes += ofLeaf(leaf);
    }
    for (SparkPlan subquery : CollectionConverters.asJava(plan.subqueriesAll())) {
      for (SparkPlan leaf : CollectionConverters.asJava(subquery.collectLeaves())) {
        bytes += ofLeaf(leaf);
      }
    }
    return bytes;
  }

  private static long ofLeaf(SparkPlan leaf) {
    if (leaf instanceof FileSourceScanExec scan) {
      return scan.relation().location().sizeInBytes();
    }
    if (leaf instanceof RDDScanExec scan) {
      return of(scan.rdd());
    }
    if (leaf instanceof InMemoryTableScanExec scan) {
      return of(scan.relation().cacheBuilder().cachedPlan());
    }
    return WITHOUT_FILES.contains(leaf.getClass()) ? 0 : UNKNOWN;
  }

  /** The bytes behind an RDD: of the files that it is read from, or its own where a checkpoint cut it off from them. */
  static long of(RDD<?> rdd) {
    return of(rdd, new HashSet<>());
  }

  private static long of(RDD<?> rdd, Set<Integer> counted) {
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
      return bytes + stored(rdd);
    }
    for (Dependency<?> dependency : CollectionConverters.asJava(rdd.dependencies())) {
      bytes += of(dependency.rdd(), counted);
    }
    return bytes;
  }

  private static long stored(RDD<?> rdd) {
    long bytes = 0;
    for (RDDInfo info : rdd.sparkContext().getRDDStorageInfo()) {
      if (info.id() == rdd.id()) {
        bytes += info.memSize() + info.diskSize();
      }
    }
    return bytes;
  }
}
