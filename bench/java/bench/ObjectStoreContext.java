package bench;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;

/** {@link ObjectStoreFiles} for Hadoop's other interface to files, which checkpoints of streams use. */
public final class ObjectStoreContext extends DelegateToFileSystem {
  public ObjectStoreContext(URI uri, Configuration configuration)
      throws IOException, URISyntaxException {
    super(uri, new ObjectStoreFiles(), configuration, "file", false);
  }
}
