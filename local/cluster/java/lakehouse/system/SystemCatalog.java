package lakehouse.system;

import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Relation;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The catalog {@code system}: what the workspace says of itself, to be read and not to be written. Its one table is
 * {@code system.access.audit}, over the files that the API writes to the folder of the option {@code audit}.
 */
public final class SystemCatalog extends ReadOnlyCatalog {
  private static final String SCHEMA = "access";
  private static final String AUDIT = "audit";
  private static final String COLUMN_LINEAGE = "column_lineage";

  private String auditFolder;

  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {
    super.initialize(name, options);
    auditFolder = options.get(AUDIT);
    if (auditFolder == null) {
      throw new IllegalArgumentException(
          "the catalog " + name + " must have the option " + AUDIT + ", got " + options.keySet());
    }
  }

  @Override
  public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
    requireNamespace(namespace);
    return new Identifier[] {Identifier.of(namespace, AUDIT)};
  }

  @Override
  public Relation loadRelation(Identifier identifier) throws NoSuchTableException {
    boolean known = namespaceExists(identifier.namespace());
    if (known && identifier.name().equalsIgnoreCase(COLUMN_LINEAGE)) {
      throw refused(
          "system.access.column_lineage is not kept by the local workspace, which does not follow columns: run this query"
              + " on Databricks");
    }
    if (!known || !identifier.name().equalsIgnoreCase(AUDIT)) {
      throw new NoSuchTableException(identifier);
    }
    return AuditTable.over(auditFolder);
  }

  /** Returns true if the name is known. A name without stored data is known too, so that a reader learns the reason. */
  @Override
  public boolean tableExists(Identifier identifier) {
    String table = identifier.name().toLowerCase(Locale.ROOT);
    return namespaceExists(identifier.namespace()) && (table.equals(AUDIT) || table.equals(COLUMN_LINEAGE));
  }

  @Override
  public String[][] listNamespaces() {
    return new String[][] {{SCHEMA}};
  }

  @Override
  public boolean namespaceExists(String[] namespace) {
    return namespace.length == 1 && namespace[0].equalsIgnoreCase(SCHEMA);
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(String[] namespace)
      throws NoSuchNamespaceException {
    requireNamespace(namespace);
    return Map.of(SupportsNamespaces.PROP_COMMENT, "Who did what in this workspace");
  }

  private static UnsupportedOperationException refused(String text) {
    return new UnsupportedOperationException("[UNSUPPORTED_FEATURE] " + text);
  }
}
