package lakehouse.fs;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** Files of the machine by java.nio: Hadoop's own class starts `chmod` and `ls` where its native library is missing. */
final class RawLocalFiles extends RawLocalFileSystem {
  @Override
  public void setPermission(Path path, FsPermission permission) throws IOException {
    Set<PosixFilePermission> bits =
        PosixFilePermissions.fromString(
            permission.getUserAction().SYMBOL
                + permission.getGroupAction().SYMBOL
                + permission.getOtherAction().SYMBOL);
    Files.setPosixFilePermissions(pathToFile(path).toPath(), bits);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return status(pathToFile(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    File file = pathToFile(path);
    FileStatus itself = status(file);
    if (itself.isFile()) {
      return new FileStatus[] {itself};
    }
    String[] names = file.list();
    if (names == null) {
      throw new IOException("Cannot list the folder " + file);
    }
    List<FileStatus> found = new ArrayList<>(names.length);
    for (String name : names) {
      try {
        found.add(status(new File(file, name)));
      } catch (FileNotFoundException gone) {
        // Removed since its name was listed: it is no longer there to be seen.
      }
    }
    return found.toArray(new FileStatus[0]);
  }

  private FileStatus status(File file) throws IOException {
    try {
      PosixFileAttributes seen = Files.readAttributes(file.toPath(), PosixFileAttributes.class);
      if (seen.isOther()) {
        // A reader of a pipe would wait for ever.
        throw new FileNotFoundException(file + " is no file: a pipe, a socket or a device");
      }
      return new FileStatus(
          seen.size(),
          seen.isDirectory(),
          1,
          getDefaultBlockSize(null),
          seen.lastModifiedTime().toMillis(),
          seen.lastAccessTime().toMillis(),
          new FsPermission("0" + octal(seen.permissions())),
          seen.owner().getName(),
          seen.group().getName(),
          new Path(file.getPath()).makeQualified(getUri(), getWorkingDirectory()));
    } catch (NoSuchFileException absent) {
      throw new FileNotFoundException("File " + file + " does not exist");
    } catch (FileSystemException circle) {
      if (Files.isSymbolicLink(file.toPath())) {
        throw new FileNotFoundException("File " + file + " is a link that leads nowhere");
      }
      throw circle;
    }
  }

  private static String octal(Set<PosixFilePermission> permissions) {
    int bits = 0;
    for (PosixFilePermission permission : permissions) {
      // The enumeration runs from owner's read to others' execute, as the bits do.
      bits |= 1 << (8 - permission.ordinal());
    }
    return Integer.toOctalString(bits);
  }
}
