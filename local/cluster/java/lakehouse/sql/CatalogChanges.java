package lakehouse.sql;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogEvent;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogEventListener;
import org.apache.spark.sql.classic.SparkSession;

/** Counts the changes of the catalog by all sessions: values that were read before the last one may be stale. */
public final class CatalogChanges implements ExternalCatalogEventListener {
  private final AtomicLong count = new AtomicLong();

  private CatalogChanges() {}

  /** Counts from now on. */
  public static CatalogChanges of(SparkSession session) {
    CatalogChanges changes = new CatalogChanges();
    session.sharedState().externalCatalog().addListener(changes);
    return changes;
  }

  @Override
  public void onEvent(ExternalCatalogEvent event) {
    count.incrementAndGet();
  }

  public long count() {
    return count.get();
  }
}
