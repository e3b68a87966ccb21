package lakehouse.fs;

import org.apache.hadoop.fs.LocalFileSystem;

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
}
