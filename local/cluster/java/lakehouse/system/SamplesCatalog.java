package lakehouse.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Relation;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The catalog {@code samples}: tables with the platform's names and columns, and generated rows. A table is two files of
 * the folder of the option {@code folder}: {@code schema/table.jsonl} has its rows, {@code schema/table.ddl} its columns.
 */
public final class SamplesCatalog extends ReadOnlyCatalog {
  private static final String ROWS = ".jsonl";
  private static final String COLUMNS = ".ddl";

  private Path folder;

  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {
    super.initialize(name, options);
    folder = Path.of(options.get("folder"));
  }

  @Override
  public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
    requireNamespace(namespace);
    return names(folder.resolve(namespace[0].toLowerCase(Locale.ROOT))).stream()
        .filter(file -> file.endsWith(ROWS))
        .map(file -> Identifier.of(namespace, file.substring(0, file.length() - ROWS.length())))
        .toArray(Identifier[]::new);
  }

  @Override
  public Relation loadRelation(Identifier identifier) throws NoSuchTableException {
    if (!tableExists(identifier)) {
      throw new NoSuchTableException(identifier);
    }
    Path rows = file(identifier, ROWS);
    try {
      StructType columns = StructType.fromDDL(Files.readString(file(identifier, COLUMNS)).strip());
      return new JsonLinesTable(name() + "." + identifier, rows.toUri().toString(), columns);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public boolean tableExists(Identifier identifier) {
    return namespaceExists(identifier.namespace()) && Files.exists(file(identifier, ROWS));
  }

  @Override
  public String[][] listNamespaces() {
    return names(folder).stream().map(schema -> new String[] {schema}).toArray(String[][]::new);
  }

  @Override
  public boolean namespaceExists(String[] namespace) {
    return namespace.length == 1 && names(folder).contains(namespace[0].toLowerCase(Locale.ROOT));
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(String[] namespace) throws NoSuchNamespaceException {
    requireNamespace(namespace);
    return Map.of(SupportsNamespaces.PROP_COMMENT, "Generated rows");
  }

  private Path file(Identifier identifier, String extension) {
    String schema = identifier.namespace()[0].toLowerCase(Locale.ROOT);
    return folder.resolve(schema).resolve(identifier.name().toLowerCase(Locale.ROOT) + extension);
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
