package lakehouse.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lakehouse.Thrown;
import lakehouse.catalogs.SeparateCatalogs;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.catalog.CatalogFunction;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalog;
import org.apache.spark.sql.catalyst.catalog.SQLFunction;
import org.apache.spark.sql.catalyst.catalog.SQLFunction$;
import org.apache.spark.sql.catalyst.catalog.UserDefinedFunctionErrors;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.execution.command.CreateSQLFunctionCommand;
import org.apache.spark.sql.internal.SessionState;

/** Refuses a function whose body leads back to it, as Spark does where names have at most two parts. */
final class FunctionCycles extends Rule<LogicalPlan> {
  private final org.apache.spark.sql.classic.SparkSession session;

  FunctionCycles(SparkSession session) {
    this.session = (org.apache.spark.sql.classic.SparkSession) session;
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    if (plan instanceof CreateSQLFunctionCommand created && !created.isTemp()) {
      check(created);
    }
    return plan;
  }

  private void check(CreateSQLFunctionCommand created) {
    CatalogManager current = session.sessionState().catalogManager();
    FunctionBody body = new FunctionBody(current.currentCatalog().name(), current.currentNamespace()[0]);
    FunctionIdentifier name = created.name();
    SeparateCatalogs.Named schema = SeparateCatalogs.named(name.database().get());
    String function = String.join(".", schema.catalog(), schema.schema(), name.funcName());
    follow(body, created.exprText(), created.queryText(), List.of(function.toLowerCase(Locale.ROOT)));
  }

  private void follow(
      FunctionBody body, scala.Option<String> expression, scala.Option<String> query, List<String> path) {
    SessionState state = session.sessionState();
    ExternalCatalog functions = state.catalog().externalCatalog();
    for (List<String> name : body.called(expression, query, state.sqlParser())) {
      String function = String.join(".", name).toLowerCase(Locale.ROOT);
      List<String> longer = new ArrayList<>(path);
      longer.add(function);
      if (path.contains(function)) {
        Thrown.now((Exception) UserDefinedFunctionErrors.cyclicFunctionReference(String.join(" -> ", longer)));
      }
      String schema = SeparateCatalogs.schemaInSession(name.get(0), name.get(1));
      if (functions.databaseExists(schema) && functions.functionExists(schema, name.get(2))) {
        CatalogFunction found = functions.getFunction(schema, name.get(2));
        if (SQLFunction$.MODULE$.isSQLFunction(found.className())) {
          SQLFunction stored = SQLFunction$.MODULE$.fromCatalogFunction(found, state.sqlParser());
          follow(FunctionBody.of(stored), stored.exprText(), stored.queryText(), longer);
        }
      }
    }
  }
}
