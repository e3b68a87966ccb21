package lakehouse.catalogs;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import lakehouse.sql.SessionCatalogName;

/**
 * Catalogs beside Spark's session catalog, which keeps their schemas: {@code dev.gold} is the schema {@code dev__gold} of
 * it. No name of a statement leads to that schema ({@link OwnCatalog}), as policies are those of {@code dev.gold}.
 */
public final class SeparateCatalogs {
  private static final String SEPARATOR = "__";

  private static volatile Set<String> names = Set.of();

  private SeparateCatalogs() {}

  /** Sets the names, in lower case. None contains the separator, or ends with `_`. */
  public static void set(Collection<String> catalogs) {
    names = Set.copyOf(catalogs);
  }

  static boolean isEmpty() {
    return names.isEmpty();
  }

  /** Returns true for the name of such a catalog. */
  public static boolean contains(String name) {
    return names.contains(name.toLowerCase(Locale.ROOT));
  }

  /** The name in the session catalog of a schema of such a catalog. */
  public static String sessionSchema(String catalog, String schema) {
    return (catalog + SEPARATOR + schema).toLowerCase(Locale.ROOT);
  }

  /** The name in the session catalog of a schema of any catalog. */
  public static String schemaInSession(String catalog, String schema) {
    return contains(catalog) ? sessionSchema(catalog, schema) : schema;
  }

  /** The name in the session catalog of an object in a schema of such a catalog, by its parts. */
  public static List<String> sessionName(String catalog, String schema, String object) {
    return List.of(SessionCatalogName.get(), sessionSchema(catalog, schema), object);
  }

  /** A schema with its catalog, as statements name it. */
  public record Named(String catalog, String schema) {}

  /** The schema that one of the session catalog stands for, or itself. */
  public static Named named(String sessionSchema) {
    String schema = sessionSchema.toLowerCase(Locale.ROOT);
    for (String name : names) {
      if (schema.startsWith(name + SEPARATOR)) {
        return new Named(name, schema.substring(name.length() + SEPARATOR.length()));
      }
    }
    return new Named(SessionCatalogName.get(), sessionSchema);
  }

  /** Returns true for a schema of the session catalog that stands for one of another catalog. */
  static boolean isOfAnother(String sessionSchema) {
    return !names.isEmpty() && contains(named(sessionSchema).catalog());
  }
}
