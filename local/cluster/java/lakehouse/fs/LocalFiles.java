package lakehouse.fs;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The machine's files (`file:/`), without Hadoop's checksum files beside each file and without a child process for each
 * permission: two things that cost a laptop more than reading the data does.
 */
public final class LocalFiles extends LocalFileSystem {
  public LocalFiles() {
    super(new RawLocalFiles());
    setVerifyChecksum(false);
    setWriteChecksum(false);
  }

  /** Opens without a checksum on every mount: a name with a colon cannot have a checksum file. */
  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return getRawFileSystem().open(path, bufferSize);
  }
}
