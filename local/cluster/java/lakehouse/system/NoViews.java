package lakehouse.system;

import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.RelationCatalog;
import org.apache.spark.sql.connector.catalog.View;

/** A catalog of tables that refuses views in its own words; of one that does not, Spark says that a class cast failed. */
interface NoViews extends RelationCatalog {
  /** The error for what would change the catalog. */
  UnsupportedOperationException readOnly(String what, String object);

  @Override
  default Identifier[] listViews(String[] namespace) {
    return new Identifier[0];
  }

  @Override
  default View createView(Identifier identifier, View view) {
    throw readOnly("CREATE", identifier.toString());
  }

  @Override
  default View replaceView(Identifier identifier, View view) {
    throw readOnly("REPLACE", identifier.toString());
  }

  @Override
  default boolean dropView(Identifier identifier) {
    throw readOnly("DROP", identifier.toString());
  }

  @Override
  default void renameView(Identifier identifier, Identifier to) {
    throw readOnly("RENAME", identifier.toString());
  }
}
