package lakehouse.cloudfiles;

import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.execution.datasources.FileFormat;

/** How the files of one micro-batch are read. */
@FunctionalInterface
interface BatchReader {
  FileFormat format(List<FileStatus> files);
}
