package lakehouse.cloudfiles;

/** An error of the cloudFiles source in the form of the platform's: `[CONDITION] text`. */
public final class CloudFilesException extends IllegalArgumentException {
  public CloudFilesException(String condition, String text) {
    super("[" + condition + "] " + text);
  }
}
