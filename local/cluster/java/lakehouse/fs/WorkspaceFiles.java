package lakehouse.fs;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.Progressable;

/** `dbfs:/`: Hadoop's view file system over the mounts of the workspace, with an error that says what it shows. */
public final class WorkspaceFiles extends ViewFileSystemOverloadScheme {
  public WorkspaceFiles() throws IOException {}

  @Override
  public boolean mkdirs(Path path) throws IOException {
    return mkdirs(path, FsPermission.getDirDefault());
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    try {
      return super.mkdirs(path, permission);
    } catch (FileNotFoundException | AccessControlException unmounted) {
      throw outside(path, unmounted);
    }
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    try {
      return super.create(
          path, permission, overwrite, bufferSize, replication, blockSize, progress);
    } catch (FileNotFoundException | AccessControlException unmounted) {
      throw outside(path, unmounted);
    }
  }

  private IOException outside(Path path, IOException cause) {
    String plain = path.toUri().getPath();
    if (plain.startsWith("/Volumes/") || plain.startsWith("/Workspace/")) {
      return cause;
    }
    return new IOException(
        "Path: must begin with /Volumes/ or /Workspace/, the only folders of this workspace, got "
            + plain,
        cause);
  }
}
