package lakehouse.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import scala.Option;
import scala.Tuple3;
import scala.jdk.javaapi.CollectionConverters;

/** The common table expressions of a parsed statement, which are no children of it. */
final class CommonTables {
  private CommonTables() {}

  /** The statement with other common table expressions; the same one where none changes. */
  static UnresolvedWith mapped(UnresolvedWith with, UnaryOperator<LogicalPlan> change) {
    List<Tuple3<String, SubqueryAlias, Option<Object>>> relations = new ArrayList<>();
    boolean isSame = true;
    for (Tuple3<String, SubqueryAlias, Option<Object>> one : CollectionConverters.asJava(with.cteRelations())) {
      SubqueryAlias query = (SubqueryAlias) change.apply(one._2());
      isSame &= query == one._2();
      relations.add(new Tuple3<>(one._1(), query, one._3()));
    }
    return isSame
        ? with
        : with.copy(with.child(), CollectionConverters.asScala(relations).toSeq(), with.allowRecursion());
  }
}
