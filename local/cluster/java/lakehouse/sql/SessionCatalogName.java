package lakehouse.sql;

import java.lang.reflect.Field;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.CatalogManager$;
import sun.misc.Unsafe;

/**
 * The name of Spark's session catalog. Views, functions and commands of Spark and Delta Lake are for this catalog alone,
 * and Spark has its name in one constant, {@code CatalogManager.SESSION_CATALOG_NAME}, which all code reads by its
 * accessor. With another value, the catalog has the other name in statements, results, messages and plans.
 */
public final class SessionCatalogName {
  private SessionCatalogName() {}

  /** The name in this process. */
  public static String get() {
    return CatalogManager.SESSION_CATALOG_NAME();
  }

  /**
   * Sets the name. Settings of Spark and compiled code contain the name, so a process sets it before it starts Spark.
   *
   * @throws IllegalStateException if Spark has the constant in another form
   */
  public static void set(String name) throws ReflectiveOperationException {
    // initialized first, or its initializer would set the constant again
    CatalogManager$ manager = CatalogManager$.MODULE$;
    Field constant = manager.getClass().getDeclaredField("SESSION_CATALOG_NAME");
    Field access = Unsafe.class.getDeclaredField("theUnsafe");
    access.setAccessible(true);
    Unsafe memory = (Unsafe) access.get(null);
    memory.putObjectVolatile(memory.staticFieldBase(constant), memory.staticFieldOffset(constant), name);
    if (!get().equals(name)) {
      throw new IllegalStateException("session catalog: must be called " + name + ", got " + get());
    }
  }
}
