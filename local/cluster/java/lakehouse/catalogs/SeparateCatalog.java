package lakehouse.catalogs;

import java.util.Arrays;
import java.util.Map;
import lakehouse.Thrown;
import lakehouse.functions.StoredFunction;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.analysis.NamespaceAlreadyExistsException;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.NoSuchViewException;
import org.apache.spark.sql.catalyst.analysis.NonEmptyNamespaceException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.Relation;
import org.apache.spark.sql.connector.catalog.RelationCatalog;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.View;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.delta.catalog.DeltaCatalog;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.delta.sources.DeltaSourceUtils;
import org.apache.spark.sql.execution.datasources.v2.V2SessionCatalog;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/**
 * A catalog beside the session catalog, which keeps its schemas, tables and views ({@link SeparateCatalogs}).
 *
 * <p>Each method maps the namespace that it gets, and leaves a mapped one as it is, as Delta Lake's methods call each
 * other. Tables have the name of this catalog, which plans, messages and policies read.
 */
public final class SeparateCatalog extends DeltaCatalog implements RelationCatalog {
  private String name;

  @Override
  public void initialize(String catalog, CaseInsensitiveStringMap options) {
    super.initialize(catalog, options);
    name = catalog;
    setDelegateCatalog(new V2SessionCatalog(session()));
    if (!super.namespaceExists(mapped(super.defaultNamespace()))) {
      try {
        super.createNamespace(mapped(super.defaultNamespace()), Map.of());
      } catch (NamespaceAlreadyExistsException another) {
        // another session has begun to use the catalog
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Relation loadRelation(Identifier relation) throws NoSuchTableException {
    Option<CatalogTable> view = view(relation);
    return view.isDefined() ? StoredViews.read(view.get()) : loadTable(relation);
  }

  @Override
  public Table loadTable(Identifier table) {
    return view(table).isDefined()
        ? Thrown.now(new NoSuchTableException(table))
        : named(super.loadTable(mapped(table)), table);
  }

  @Override
  public Table loadTable(Identifier table, String version) {
    return named(super.loadTable(mapped(table), version), table);
  }

  @Override
  public Table loadTable(Identifier table, long timestamp) {
    return named(super.loadTable(mapped(table), timestamp), table);
  }

  @Override
  public boolean tableExists(Identifier table) {
    return table.namespace().length == 1 && super.tableExists(mapped(table)) && view(table).isEmpty();
  }

  @Override
  public Table createTable(Identifier table, Column[] columns, Transform[] partitions, Map<String, String> properties) {
    return super.createTable(mapped(table), columns, partitions, properties);
  }

  @Override
  public Table createTable(
      Identifier table, StructType schema, Transform[] partitions, Map<String, String> properties) {
    return super.createTable(mapped(table), schema, partitions, properties);
  }

  @Override
  public StagedTable stageCreate(
      Identifier table, Column[] columns, Transform[] partitions, Map<String, String> properties) {
    return super.stageCreate(mapped(table), columns, partitions, properties);
  }

  @Override
  public StagedTable stageCreate(
      Identifier table, StructType schema, Transform[] partitions, Map<String, String> properties) {
    return super.stageCreate(mapped(table), schema, partitions, properties);
  }

  @Override
  public StagedTable stageReplace(
      Identifier table, Column[] columns, Transform[] partitions, Map<String, String> properties) {
    return super.stageReplace(mapped(table), columns, partitions, properties);
  }

  @Override
  public StagedTable stageReplace(
      Identifier table, StructType schema, Transform[] partitions, Map<String, String> properties) {
    return super.stageReplace(mapped(table), schema, partitions, properties);
  }

  @Override
  public StagedTable stageCreateOrReplace(
      Identifier table, Column[] columns, Transform[] partitions, Map<String, String> properties) {
    return super.stageCreateOrReplace(mapped(table), columns, partitions, properties);
  }

  @Override
  public StagedTable stageCreateOrReplace(
      Identifier table, StructType schema, Transform[] partitions, Map<String, String> properties) {
    return super.stageCreateOrReplace(mapped(table), schema, partitions, properties);
  }

  @Override
  public Table alterTable(Identifier table, TableChange[] changes) {
    return super.alterTable(mapped(table), changes);
  }

  @Override
  public boolean dropTable(Identifier table) {
    return view(table).isEmpty() && super.dropTable(mapped(table));
  }

  @Override
  public boolean purgeTable(Identifier table) {
    return super.purgeTable(mapped(table));
  }

  @Override
  public void renameTable(Identifier from, Identifier to) throws NoSuchTableException, TableAlreadyExistsException {
    super.renameTable(mapped(from), mapped(to));
  }

  @Override
  public void invalidateTable(Identifier table) {
    super.invalidateTable(mapped(table));
  }

  @Override
  public Identifier[] listTables(String[] namespace) throws NoSuchNamespaceException {
    return Arrays.stream(super.listTables(mapped(namespace)))
        .map(table -> Identifier.of(namespace, table.name()))
        .filter(table -> view(table).isEmpty())
        .toArray(Identifier[]::new);
  }

  @Override
  public String[][] listNamespaces() throws NoSuchNamespaceException {
    return Arrays.stream(super.listNamespaces())
        .map(namespace -> SeparateCatalogs.named(namespace[0]))
        .filter(schema -> schema.catalog().equals(name))
        .map(schema -> new String[] {schema.schema()})
        .toArray(String[][]::new);
  }

  @Override
  public String[][] listNamespaces(String[] namespace) throws NoSuchNamespaceException {
    return namespace.length == 0 ? listNamespaces() : new String[0][];
  }

  @Override
  public boolean namespaceExists(String[] namespace) {
    return super.namespaceExists(mapped(namespace));
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(String[] namespace) throws NoSuchNamespaceException {
    return super.loadNamespaceMetadata(mapped(namespace));
  }

  @Override
  public void createNamespace(String[] namespace, Map<String, String> metadata)
      throws NamespaceAlreadyExistsException {
    super.createNamespace(mapped(namespace), metadata);
  }

  @Override
  public void alterNamespace(String[] namespace, NamespaceChange... changes) throws NoSuchNamespaceException {
    super.alterNamespace(mapped(namespace), changes);
  }

  @Override
  public boolean dropNamespace(String[] namespace, boolean cascade)
      throws NoSuchNamespaceException, NonEmptyNamespaceException {
    return super.dropNamespace(mapped(namespace), cascade);
  }

  @Override
  public UnboundFunction loadFunction(Identifier function) throws NoSuchFunctionException {
    return StoredFunction.of(super.loadFunction(mapped(function)));
  }

  @Override
  public boolean functionExists(Identifier function) {
    return super.functionExists(mapped(function));
  }

  @Override
  public Identifier[] listFunctions(String[] namespace) throws NoSuchNamespaceException {
    return Arrays.stream(super.listFunctions(mapped(namespace)))
        .map(function -> Identifier.of(namespace, function.name()))
        .toArray(Identifier[]::new);
  }

  @Override
  public Identifier[] listViews(String[] namespace) throws NoSuchNamespaceException {
    return Arrays.stream(super.listTables(mapped(namespace)))
        .map(table -> Identifier.of(namespace, table.name()))
        .filter(table -> view(table).isDefined())
        .toArray(Identifier[]::new);
  }

  @Override
  public boolean viewExists(Identifier view) {
    return view(view).isDefined();
  }

  @Override
  public View loadView(Identifier view) throws NoSuchViewException {
    Option<CatalogTable> found = view(view);
    if (found.isEmpty()) {
      throw new NoSuchViewException(view);
    }
    return StoredViews.read(found.get());
  }

  @Override
  public View createView(Identifier view, View definition) {
    session().createTable(StoredViews.of(sessionName(view), definition), false, true);
    return definition;
  }

  @Override
  public View replaceView(Identifier view, View definition) {
    session().alterTable(StoredViews.of(sessionName(view), definition));
    return definition;
  }

  @Override
  public View createOrReplaceView(Identifier view, View definition) {
    return viewExists(view) ? replaceView(view, definition) : createView(view, definition);
  }

  @Override
  public boolean dropView(Identifier view) {
    boolean exists = viewExists(view);
    if (exists) {
      session().dropTable(sessionName(view), true, false);
    }
    return exists;
  }

  @Override
  public void renameView(Identifier from, Identifier to) throws NoSuchViewException {
    if (!viewExists(from)) {
      throw new NoSuchViewException(from);
    }
    session().renameTable(sessionName(from), sessionName(to));
  }

  /** The view of a name, if it is one. */
  private Option<CatalogTable> view(Identifier relation) {
    if (relation.namespace().length != 1) {
      return Option.empty();
    }
    try {
      CatalogTable found = session().getTableMetadata(sessionName(relation));
      return StoredViews.isView(found) ? Option.apply(found) : Option.empty();
    } catch (NoSuchNamespaceException | NoSuchTableException absent) {
      return Option.empty();
    }
  }

  /** The table with the name of this catalog. */
  private Table named(Table found, Identifier table) {
    if (!(found instanceof DeltaTableV2 delta) || delta.catalogTable().isEmpty()) {
      return found;
    }
    String schema = SeparateCatalogs.named(mapped(table.namespace())[0]).schema();
    TableIdentifier identifier =
        new TableIdentifier(table.name(), Option.apply(schema), Option.apply(name));
    CatalogTable entry = delta.catalogTable().get();
    CatalogTable renamed =
        entry.copy(
            identifier,
            entry.tableType(),
            entry.storage(),
            entry.schema(),
            entry.provider(),
            entry.partitionColumnNames(),
            entry.bucketSpec(),
            entry.owner(),
            entry.createTime(),
            entry.lastAccessTime(),
            entry.createVersion(),
            entry.properties(),
            entry.stats(),
            entry.viewText(),
            entry.comment(),
            entry.collation(),
            entry.unsupportedFeatures(),
            entry.tracksPartitionsInCatalog(),
            entry.schemaPreservesCase(),
            entry.ignoredProperties(),
            entry.viewOriginalText(),
            entry.multipartIdentifier());
    return delta.copy(
        delta.spark(),
        delta.path(),
        Option.apply(renamed),
        Option.apply(String.join(".", name, schema, table.name())),
        delta.timeTravelOpt(),
        delta.options());
  }

  private Identifier mapped(Identifier named) {
    return isPath(named) ? named : Identifier.of(mapped(named.namespace()), named.name());
  }

  /** Returns true for the files of a table by their path: delta.`/folder`. */
  private static boolean isPath(Identifier named) {
    String[] namespace = named.namespace();
    boolean isOfFiles = namespace.length == 1 && DeltaSourceUtils.isDeltaDataSourceName(namespace[0]);
    return isOfFiles && !named.name().isEmpty() && new Path(named.name()).isAbsolute();
  }

  private String[] mapped(String[] namespace) {
    boolean isMapped = namespace.length != 1 || SeparateCatalogs.named(namespace[0]).catalog().equals(name);
    return isMapped ? namespace : new String[] {SeparateCatalogs.sessionSchema(name, namespace[0])};
  }

  private TableIdentifier sessionName(Identifier named) {
    return new TableIdentifier(named.name(), Option.apply(mapped(named.namespace())[0]));
  }

  private static SessionCatalog session() {
    return ((org.apache.spark.sql.classic.SparkSession) SparkSession.active()).sessionState().catalog();
  }
}
