package lakehouse;

/** Exceptions of Spark's interfaces where methods of Scala do not declare them. */
public final class Thrown {
  private Thrown() {}

  /** Throws the exception; the type of the result is for the compiler. */
  @SuppressWarnings("unchecked")
  public static <T, E extends Exception> T now(Exception exception) throws E {
    throw (E) exception;
  }
}
