package lakehouse.functions;

import java.util.List;
import lakehouse.Thrown;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.errors.QueryCompilationErrors;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** `is_account_group_member(group)`: whether the user of the query is in an account group. */
public final class GroupMembership {
  static final String NAME = "is_account_group_member";
  private static final String SEPARATOR = "\u0000";

  private GroupMembership() {}

  /** Called on executors; `groups` are those of the user for whom the query was analysed. */
  public static boolean isMember(UTF8String group, UTF8String groups) {
    return groups.contains(
        UTF8String.concat(
            UTF8String.fromString(SEPARATOR), group, UTF8String.fromString(SEPARATOR)));
  }

  /**
   * The expression of one call. The user's groups become a constant of it while the query is analysed: on the threads
   * that run it, there is no user.
   */
  static Expression bind(Seq<Expression> arguments) {
    if (arguments.size() != 1) {
      Seq<Object> valid = CollectionConverters.asScala(List.<Object>of(1)).toSeq();
      Thrown.now((Exception) QueryCompilationErrors.wrongNumArgsError(NAME, valid, arguments.size(), "", "", ""));
    }
    String groups = SEPARATOR + String.join(SEPARATOR, Principal.groups()) + SEPARATOR;
    List<Expression> inputs =
        List.of(arguments.apply(0), new Literal(UTF8String.fromString(groups), DataTypes.StringType));
    List<AbstractDataType> types = List.of(DataTypes.StringType, DataTypes.StringType);
    return new BoundMembership(
        GroupMembership.class,
        DataTypes.BooleanType,
        "isMember",
        CollectionConverters.asScala(inputs).toSeq(),
        CollectionConverters.asScala(types).toSeq(),
        true,
        true,
        true,
        Option.empty());
  }
}
