package lakehouse.system;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.jdk.javaapi.CollectionConverters;

/** A catalog that is read and not written, with schemas of one part. */
abstract class ReadOnlyCatalog implements NoViews, SupportsNamespaces {
  private String name;

  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Table alterTable(Identifier identifier, TableChange... changes) {
    throw readOnly("ALTER", identifier.toString());
  }

  @Override
  public boolean dropTable(Identifier identifier) {
    throw readOnly("DROP", identifier.toString());
  }

  @Override
  public void renameTable(Identifier identifier, Identifier to) {
    throw readOnly("RENAME", identifier.toString());
  }

  @Override
  public Table createTable(Identifier identifier, TableInfo info) {
    throw readOnly("CREATE", identifier.toString());
  }

  @Override
  public void createNamespace(String[] namespace, Map<String, String> metadata) {
    throw readOnly("CREATE", String.join(".", namespace));
  }

  @Override
  public void alterNamespace(String[] namespace, NamespaceChange... changes) {
    throw readOnly("ALTER", String.join(".", namespace));
  }

  @Override
  public boolean dropNamespace(String[] namespace, boolean cascade) {
    throw readOnly("DROP", String.join(".", namespace));
  }

  @Override
  public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
    if (namespace.length == 0) {
      return listNamespaces();
    }
    requireNamespace(namespace);
    return new String[0][];
  }

  /** Refuses a schema that the catalog does not have. */
  protected void requireNamespace(String[] namespace) throws NoSuchNamespaceException {
    if (!namespaceExists(namespace)) {
      throw new NoSuchNamespaceException(
          CollectionConverters.asScala(Arrays.asList(namespace)).toSeq());
    }
  }

  @Override
  public UnsupportedOperationException readOnly(String what, String object) {
    return new UnsupportedOperationException(
        "[UNSUPPORTED_FEATURE] " + what + " of " + name + "." + object + " is refused: the catalog " + name + " is read-only");
  }
}
