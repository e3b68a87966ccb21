package lakehouse.fs;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;

/** {@link LocalFiles} for Hadoop's other interface to files, which Delta and checkpoints use. */
public final class LocalFileContext extends DelegateToFileSystem {
  public LocalFileContext(URI uri, Configuration configuration)
      throws IOException, URISyntaxException {
    super(uri, new LocalFiles(), configuration, "file", false);
  }
}
