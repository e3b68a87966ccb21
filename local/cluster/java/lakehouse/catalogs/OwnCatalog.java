package lakehouse.catalogs;

import java.util.Arrays;
import lakehouse.Thrown;
import lakehouse.functions.StoredFunction;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.delta.catalog.DeltaCatalog;

/** The session catalog without the schemas of other catalogs, which it keeps for them. */
public final class OwnCatalog extends DeltaCatalog {
  @Override
  public Table loadTable(Identifier table) {
    return isHidden(table.namespace()) ? Thrown.now(new NoSuchTableException(table)) : super.loadTable(table);
  }

  @Override
  public Table loadTable(Identifier table, String version) {
    return isHidden(table.namespace())
        ? Thrown.now(new NoSuchTableException(table))
        : super.loadTable(table, version);
  }

  @Override
  public Table loadTable(Identifier table, long timestamp) {
    return isHidden(table.namespace())
        ? Thrown.now(new NoSuchTableException(table))
        : super.loadTable(table, timestamp);
  }

  @Override
  public boolean tableExists(Identifier table) {
    return !isHidden(table.namespace()) && super.tableExists(table);
  }

  @Override
  public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
    if (isHidden(namespace)) {
      throw new NoSuchNamespaceException(namespace);
    }
    return super.listTables(namespace);
  }

  @Override
  public String[][] listNamespaces() throws NoSuchNamespaceException {
    return shown(super.listNamespaces());
  }

  @Override
  public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
    return shown(super.listNamespaces(namespace));
  }

  @Override
  public boolean namespaceExists(String[] namespace) {
    return !isHidden(namespace) && super.namespaceExists(namespace);
  }

  @Override
  public UnboundFunction loadFunction(Identifier function) throws NoSuchFunctionException {
    return StoredFunction.of(super.loadFunction(function));
  }

  private static String[][] shown(String[][] namespaces) {
    return Arrays.stream(namespaces).filter(one -> !isHidden(one)).toArray(String[][]::new);
  }

  private static boolean isHidden(String[] namespace) {
    return namespace.length == 1 && SeparateCatalogs.isOfAnother(namespace[0]);
  }
}
