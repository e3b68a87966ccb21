package lakehouse.catalogs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.catalog.CatalogStorageFormat;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.connector.catalog.View;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Views as entries of the session catalog, in the form that Spark gives its own. */
final class StoredViews {
  private static final String SETTING = CatalogTable.VIEW_SQL_CONFIG_PREFIX();
  private static final String COMMENT = "comment";

  private StoredViews() {}

  static boolean isView(CatalogTable entry) {
    return entry.tableType().equals(CatalogTableType.VIEW());
  }

  static View read(CatalogTable entry) {
    List<String> names = CollectionConverters.asJava(entry.viewCatalogAndNamespace());
    Map<String, String> properties = CollectionConverters.asJava(entry.properties());
    Map<String, String> settings = new HashMap<>();
    Map<String, String> own = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(SETTING)) {
            settings.put(key.substring(SETTING.length()), value);
          } else if (!key.startsWith(CatalogTable.VIEW_PREFIX())) {
            own.put(key, value);
          }
        });
    if (entry.comment().isDefined()) {
      own.put(COMMENT, entry.comment().get());
    }
    View.Builder view = new View.Builder();
    view.withSchema(entry.schema());
    view.withProperties(own);
    return view.withQueryText(entry.viewText().get())
        .withCurrentCatalog(names.get(0))
        .withCurrentNamespace(names.subList(1, names.size()).toArray(String[]::new))
        .withSqlConfigs(settings)
        .withSchemaMode(properties.get(CatalogTable.VIEW_SCHEMA_MODE()))
        .withQueryColumnNames(CollectionConverters.asJava(entry.viewQueryColumnNames()).toArray(String[]::new))
        .build();
  }

  static CatalogTable of(TableIdentifier name, View view) {
    Map<String, String> properties = new HashMap<>(view.properties());
    String comment = properties.remove(COMMENT);
    Seq<String> namespace = CollectionConverters.asScala(Arrays.asList(view.currentNamespace())).toSeq();
    properties.putAll(
        CollectionConverters.asJava(CatalogTable.catalogAndNamespaceToProps(view.currentCatalog(), namespace)));
    view.sqlConfigs().forEach((key, value) -> properties.put(SETTING + key, value));
    if (view.schemaMode() != null) {
      properties.put(CatalogTable.VIEW_SCHEMA_MODE(), view.schemaMode());
    }
    String[] columns = view.queryColumnNames();
    properties.put(CatalogTable.VIEW_QUERY_OUTPUT_NUM_COLUMNS(), String.valueOf(columns.length));
    for (int at = 0; at < columns.length; at++) {
      properties.put(CatalogTable.VIEW_QUERY_OUTPUT_COLUMN_NAME_PREFIX() + at, columns[at]);
    }
    Seq<String> none = CollectionConverters.asScala(new ArrayList<String>()).toSeq();
    return new CatalogTable(
        name,
        CatalogTableType.VIEW(),
        CatalogStorageFormat.empty(),
        view.schema(),
        Option.empty(),
        none,
        Option.empty(),
        "",
        System.currentTimeMillis(),
        -1,
        "",
        Map$.MODULE$.from(CollectionConverters.asScala(properties)),
        Option.empty(),
        Option.apply(view.queryText()),
        Option.apply(comment),
        Option.empty(),
        none,
        false,
        true,
        Map$.MODULE$.empty(),
        Option.apply(view.queryText()),
        Option.empty());
  }
}
