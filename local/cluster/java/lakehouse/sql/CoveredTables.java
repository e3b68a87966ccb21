package lakehouse.sql;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import lakehouse.catalogs.SeparateCatalogs;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.analysis.ResolvedTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.streaming.StreamingRelationV2;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.delta.catalog.DeltaTableV2;
import org.apache.spark.sql.delta.commands.CloneSource;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.execution.streaming.runtime.StreamingRelation;
import scala.Option;
import scala.Product;
import scala.jdk.javaapi.CollectionConverters;

/** Tables that policies cover, in the nodes of a plan and the parts of a command. */
final class CoveredTables {
  /** Depth to which the parts of a command are searched for a table. */
  private static final int MOST_LEVELS = 6;

  private final Set<String> covered;

  /** @param covered full names in lower case */
  CoveredTables(Set<String> covered) {
    this.covered = covered;
  }

  /** The first covered table among the parts of a command. */
  Optional<String> in(Object part) {
    return in(part, MOST_LEVELS);
  }

  private Optional<String> in(Object part, int levels) {
    if (part instanceof DeltaTableV2 table) {
      return known(nameOf(table.catalogTable()));
    }
    if (part instanceof CloneSource source) {
      return known(nameOf(source.catalogTable()));
    }
    if (part instanceof CatalogTable table) {
      return known(nameOf(Option.apply(table)));
    }
    if (part instanceof TableIdentifier identifier) {
      return known(nameOf(identifier));
    }
    Optional<String> own = part instanceof LogicalPlan plan ? of(plan) : Optional.empty();
    if (own.isPresent() || levels == 0 || !(part instanceof Product product)) {
      return own;
    }
    for (Object inner : CollectionConverters.asJava(product.productIterator().toSeq())) {
      Optional<String> found = in(inner, levels - 1);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The covered table that a node is of. */
  Optional<String> of(LogicalPlan plan) {
    if (plan instanceof LogicalRelation relation) {
      return known(nameOf(relation.catalogTable()));
    }
    if (plan instanceof ResolvedTable table) {
      return known(nameOf(table.catalog().name(), table.identifier()));
    }
    if (plan instanceof DataSourceV2Relation relation) {
      return relation.identifier().isEmpty()
          ? in(relation.table(), 0)
          : known(
              nameOf(
                  relation.catalog().isEmpty() ? SessionCatalogName.get() : relation.catalog().get().name(),
                  relation.identifier().get()));
    }
    if (plan instanceof StreamingRelation relation) {
      return known(nameOf(relation.dataSource().catalogTable()));
    }
    if (plan instanceof StreamingRelationV2 relation) {
      return in(relation.table(), 0);
    }
    return Optional.empty();
  }

  private Optional<String> known(String table) {
    return covered.contains(table) ? Optional.of(table) : Optional.empty();
  }

  /** The full name of a table in lower case, or an empty text for no table. */
  static String nameOf(Option<CatalogTable> table) {
    return table.isEmpty() ? "" : nameOf(table.get().identifier());
  }

  private static String nameOf(TableIdentifier name) {
    String schema = name.database().isEmpty() ? "" : name.database().get();
    String catalog = name.catalog().isEmpty() ? SessionCatalogName.get() : name.catalog().get();
    return nameOf(catalog, schema, name.table());
  }

  private static String nameOf(String catalog, Identifier identifier) {
    return nameOf(catalog, String.join(".", identifier.namespace()), identifier.name());
  }

  /** A schema that the session catalog keeps for another catalog is one of that. */
  private static String nameOf(String catalog, String schema, String table) {
    SeparateCatalogs.Named named =
        catalog.equalsIgnoreCase(SessionCatalogName.get())
            ? SeparateCatalogs.named(schema)
            : new SeparateCatalogs.Named(catalog, schema);
    return String.join(".", named.catalog(), named.schema(), table).toLowerCase(Locale.ROOT);
  }
}
