package lakehouse.cloudfiles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.types.StructType;

/** Columns of the files of one format. */
public interface FileColumns {
  /** Returns true if a schema has every column of a file. */
  boolean knownBy(StructType schema, FileStatus file) throws IOException;

  /** Returns `known` widened by the columns of a file. */
  StructType widened(StructType known, FileStatus file) throws IOException;

  /** Returns the columns of all files. */
  default StructType of(List<FileStatus> files) {
    StructType seen = new StructType();
    try {
      for (FileStatus file : files) {
        seen = widened(seen, file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return seen;
  }
}
