package lakehouse.cloudfiles;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;
import org.apache.spark.util.HadoopFSUtils;

/** The files of a stream's source folder, subfolders included, oldest first. */
final class FileListing {
  private static final Comparator<FileStatus> OLDEST_FIRST =
      Comparator.comparingLong(FileStatus::getModificationTime)
          .thenComparing(status -> status.getPath().toString());

  private final Path source;
  private final FileSystem fileSystem;
  private final PathFilter nameFilter;

  FileListing(CloudFilesOptions options, Configuration configuration) {
    source = new Path(options.path);
    try {
      fileSystem = source.getFileSystem(configuration);
      String glob = options.text("pathGlobFilter").orElse(null);
      nameFilter = glob == null ? path -> true : new GlobFilter(glob);
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot open the source " + options.path, failed);
    }
  }

  List<FileStatus> files() {
    try {
      FileStatus[] roots = fileSystem.globStatus(source);
      // A path without a pattern that is not there: globStatus answers null.
      if (roots == null) {
        throw new CloudFilesException(
            "PATH_NOT_FOUND", "Path does not exist: " + fileSystem.makeQualified(source));
      }
      List<FileStatus> found = new ArrayList<>();
      for (FileStatus root : roots) {
        add(root, found);
      }
      found.sort(OLDEST_FIRST);
      return found;
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot list the source " + source, failed);
    }
  }

  private void add(FileStatus status, List<FileStatus> found) throws IOException {
    if (status.isFile()) {
      if (nameFilter.accept(status.getPath())) {
        found.add(status);
      }
      return;
    }
    FileStatus[] children;
    try {
      children = fileSystem.listStatus(status.getPath());
    } catch (FileNotFoundException removedMeanwhile) {
      return;
    }
    for (FileStatus child : children) {
      // Hidden as everywhere in Spark: names that begin with `_` or `.`, so uploads under way too.
      if (!HadoopFSUtils.shouldFilterOutPathName(child.getPath().getName())) {
        add(child, found);
      }
    }
  }
}
