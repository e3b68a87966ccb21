package lakehouse.functions;

import java.util.List;
import org.apache.spark.sql.catalyst.CurrentUserContext;

/** Whose query the current thread, and every thread it starts, analyses: a user name and the user's groups. */
public final class Principal {
  private static final InheritableThreadLocal<List<String>> GROUPS =
      new InheritableThreadLocal<>();

  private Principal() {}

  /** Makes `user`, a member of `groups`, the principal of this thread. */
  public static void set(String user, List<String> groups) {
    CurrentUserContext.CURRENT_USER().set(user);
    GROUPS.set(List.copyOf(groups));
  }

  /** The groups of this thread's principal; none where no principal was set. */
  public static List<String> groups() {
    List<String> groups = GROUPS.get();
    return groups == null ? List.of() : groups;
  }
}
