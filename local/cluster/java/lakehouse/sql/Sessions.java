package lakehouse.sql;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The session of each notebook task under way: made by the server, used by the task's process, ended by the server. */
public final class Sessions {
  private static final Map<String, SparkSession> OPEN = new ConcurrentHashMap<>();

  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  private Sessions() {}

  public static void open(String taskRunId, SparkSession session) {
    OPEN.put(taskRunId, session);
  }

  public static SparkSession get(String taskRunId) {
    SparkSession session = OPEN.get(taskRunId);
    if (session == null) {
      throw new IllegalStateException("No session is open for the task run " + taskRunId);
    }
    return session;
  }

  /** Ends what the task left running: its streams and its jobs. */
  public static void close(String taskRunId) {
    SparkSession session = OPEN.remove(taskRunId);
    if (session == null) {
      return;
    }
    session.interruptAll();
    for (StreamingQuery query : session.streams().active()) {
      try {
        query.stop();
      } catch (TimeoutException slow) {
        LOG.warn("A stream of the task run {} has not ended yet: {}", taskRunId, query.id());
      }
    }
  }
}
