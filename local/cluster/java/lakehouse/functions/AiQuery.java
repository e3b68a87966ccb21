package lakehouse.functions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.api.python.PythonFunction;
import org.apache.spark.api.python.SimplePythonFunction;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JsonToStructs;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.PythonUDF;
import org.apache.spark.sql.catalyst.expressions.StructsToJson;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.execution.python.UserDefinedPythonFunction;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * `ai_query(endpoint, request, returnType)`: what the model of a serving endpoint answers to a row. A function of
 * Python's sends the rows of a batch in one request; here it becomes an expression of the engine, which may be called
 * wherever its own may.
 */
public final class AiQuery {
  static final String NAME = "ai_query";
  private static final List<String> PARAMETERS = List.of("endpoint", "request", "returntype");
  private static volatile UserDefinedPythonFunction function;
  private static volatile String modules;

  private AiQuery() {}

  /**
   * Names the function that asks: of endpoints and requests in JSON it makes answers in JSON.
   *
   * @param asking made by PySpark
   * @param path the folder of the module that it is in
   */
  public static void by(UserDefinedPythonFunction asking, String path) {
    modules = path;
    function = asking;
  }

  /** The expression of one call, which asks as the user for whom the query is analysed. */
  static Expression bind(Seq<Expression> arguments) {
    Map<String, Expression> given = byName(CollectionConverters.asJava(arguments));
    DataType type = returnType(given.get("returntype"));
    Expression request = given.get("request");
    boolean isStruct = request.dataType() instanceof StructType;
    Expression body = isStruct ? toJson(request) : request;
    Expression answer = asked(List.of(given.get("endpoint"), body, literal(isNested(type) + "")));
    if (type.equals(DataTypes.StringType)) {
      return answer;
    }
    return isNested(type)
        ? new JsonToStructs(type, noOptions(), answer, Option.empty(), false)
        : new Cast(answer, type, Option.empty(), Cast.apply$default$4());
  }

  private static Expression asked(List<Expression> children) {
    UserDefinedPythonFunction asking = function;
    Map<String, String> environment = new HashMap<>();
    environment.put("PYTHONPATH", modules);
    Principal.Address address = Principal.address();
    // without one it may be analysed, in the definition of a function say, and not be computed
    if (address != null) {
      // not arguments, which plans show
      environment.put("DATABRICKS_HOST", address.host());
      environment.put("DATABRICKS_TOKEN", address.token());
    }
    PythonFunction made = asking.func();
    PythonFunction called =
        new SimplePythonFunction(
            made.command(),
            environment,
            made.pythonIncludes(),
            made.pythonExec(),
            made.pythonVer(),
            made.broadcastVars(),
            made.accumulator());
    return new PythonUDF(
        NAME,
        called,
        DataTypes.StringType,
        CollectionConverters.asScala(children).toSeq(),
        asking.pythonEvalType(),
        true,
        NamedExpression.newExprId());
  }

  private static Map<String, Expression> byName(List<Expression> arguments) {
    Map<String, Expression> given = new HashMap<>();
    List<String> left = new ArrayList<>(PARAMETERS);
    for (Expression argument : arguments) {
      String name;
      Expression value = argument;
      if (argument instanceof NamedArgumentExpression named) {
        name = named.key().toLowerCase(Locale.ROOT);
        value = named.value();
        if (!left.remove(name)) {
          throw refused("has no argument " + named.key() + " here, or it is given twice");
        }
      } else {
        if (left.isEmpty()) {
          throw refused("takes endpoint, request and returnType here, got " + arguments.size() + " arguments");
        }
        name = left.remove(0);
      }
      given.put(name, value);
    }
    if (!left.isEmpty()) {
      throw refused("needs the argument " + (left.get(0).equals("returntype") ? "returnType" : left.get(0)) + " here");
    }
    return given;
  }

  private static DataType returnType(Expression given) {
    if (!given.foldable() || !given.dataType().equals(DataTypes.StringType)) {
      throw refused("needs a returnType that is a constant text");
    }
    return CatalystSqlParser$.MODULE$.parseDataType(String.valueOf(given.eval(null)));
  }

  private static Expression toJson(Expression request) {
    scala.collection.immutable.Map<String, String> options =
        noOptions().updated("ignoreNullFields", "false");
    return new StructsToJson(options, request, Option.empty());
  }

  private static scala.collection.immutable.Map<String, String> noOptions() {
    return Map$.MODULE$.empty();
  }

  private static boolean isNested(DataType type) {
    return type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
  }

  private static Expression literal(String text) {
    return new Literal(UTF8String.fromString(text), DataTypes.StringType);
  }

  private static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("[AI_FUNCTION_INVALID_CALL] " + NAME + " " + why + ". SQLSTATE: 22023");
  }
}
