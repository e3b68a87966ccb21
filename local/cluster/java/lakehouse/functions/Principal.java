package lakehouse.functions;

import java.util.List;
import java.util.Map;
import lakehouse.sql.TablePolicy;
import org.apache.spark.sql.catalyst.CurrentUserContext;

/** Principal of the queries of the current thread and of the threads that it starts: a user name and the user's groups. */
public final class Principal {
  private static final InheritableThreadLocal<List<String>> GROUPS =
      new InheritableThreadLocal<>();
  private static final InheritableThreadLocal<Address> ADDRESS = new InheritableThreadLocal<>();
  private static final InheritableThreadLocal<Map<String, TablePolicy>> POLICIES =
      new InheritableThreadLocal<>();

  private Principal() {}

  /** Where and by which token a principal asks the workspace. */
  record Address(String host, String token) {
    @Override
    public String toString() {
      return host;
    }
  }

  /** The principal of a thread, for another thread. */
  public record Captured(
      String user, List<String> groups, Map<String, TablePolicy> policies, Address address) {
    /** Makes it the principal of this thread. */
    public void assume() {
      CurrentUserContext.CURRENT_USER().set(user);
      GROUPS.set(groups);
      POLICIES.set(policies);
      ADDRESS.set(address);
    }
  }

  /** The principal of this thread. */
  public static Captured capture() {
    return new Captured(
        CurrentUserContext.CURRENT_USER().get(), GROUPS.get(), POLICIES.get(), ADDRESS.get());
  }

  /** Leaves this thread without a principal. */
  public static void clear() {
    CurrentUserContext.CURRENT_USER().remove();
    GROUPS.remove();
    POLICIES.remove();
    ADDRESS.remove();
  }

  /** Makes `user`, a member of `groups`, the principal of this thread. No policy applies to it. */
  public static void set(String user, List<String> groups) {
    set(user, groups, "{}");
  }

  /**
   * Makes `user`, a member of `groups`, the principal of this thread. `policies` is the JSON of the policies that apply
   * to it, by table; see {@link TablePolicy#read}.
   */
  public static void set(String user, List<String> groups, String policies) {
    Map<String, TablePolicy> applied = TablePolicy.read(policies);
    CurrentUserContext.CURRENT_USER().set(user);
    GROUPS.set(List.copyOf(groups));
    POLICIES.set(applied);
    ADDRESS.remove();
  }

  /** Says where this thread's principal asks the workspace. */
  public static void reach(String host, String token) {
    ADDRESS.set(new Address(host, token));
  }

  /** The groups of this thread's principal; none where no principal was set. */
  public static List<String> groups() {
    List<String> groups = GROUPS.get();
    return groups == null ? List.of() : groups;
  }

  /** The policies that apply to this thread's principal, by full table name in lower case. */
  public static Map<String, TablePolicy> policies() {
    Map<String, TablePolicy> policies = POLICIES.get();
    return policies == null ? Map.of() : policies;
  }

  /** Where this thread's principal asks the workspace; null where it was not said. */
  static Address address() {
    return ADDRESS.get();
  }
}
