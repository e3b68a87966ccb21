package lakehouse.sql;

import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import scala.collection.immutable.Seq;

/** Calls of functions that are not resolved yet. */
public final class FunctionCalls {
  private FunctionCalls() {}

  /** The call of the function of another name. */
  public static UnresolvedFunction named(UnresolvedFunction call, Seq<String> name) {
    return call.copy(
        name,
        call.arguments(),
        call.isDistinct(),
        call.filter(),
        call.ignoreNulls(),
        call.orderingWithinGroup(),
        call.isInternal());
  }
}
