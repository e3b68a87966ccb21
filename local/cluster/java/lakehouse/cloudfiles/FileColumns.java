package lakehouse.cloudfiles;

import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.types.StructType;

/** Columns of the files of one format. */
public interface FileColumns {
  /** Returns true if a schema has every column of a file. */
  boolean knownBy(StructType schema, FileStatus file) throws IOException;

  /** Returns `known` widened by the columns of a file. */
  StructType widened(StructType known, FileStatus file) throws IOException;
}
