package lakehouse.sql;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** The session of each notebook task under way: made by the server, used by the task's process, ended by the server. */
public final class Sessions {
  private static final Map<String, SparkSession> OPEN = new ConcurrentHashMap<>();

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
  public static void close(String taskRunId) throws java.util.concurrent.TimeoutException {
    SparkSession session = OPEN.remove(taskRunId);
    if (session == null) {
      return;
    }
    session.interruptAll();
    for (StreamingQuery query : session.streams().active()) {
      query.stop();
    }
  }
}
