package lakehouse.cloudfiles;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** `cloudFiles.schemaHints`: columns, or fields of a struct by dotted path, whose type is not inferred. */
final class SchemaHints {
  private record Hint(List<String> path, DataType type) {}

  private final List<Hint> hints = new ArrayList<>();

  SchemaHints(String text) {
    Set<String> seen = new HashSet<>();
    for (String part : text == null ? List.<String>of() : split(text, ',')) {
      String hint = part.strip();
      int end = endOfName(hint);
      if (end <= 0 || end >= hint.length()) {
        throw new CloudFilesException(
            "CF_INVALID_SCHEMA_HINTS_OPTION",
            "Schema hint: must be a column name and a type, got `" + hint + "`");
      }
      List<String> path = new ArrayList<>();
      for (String name : split(hint.substring(0, end), '.')) {
        path.add(name.replaceAll("^`(.*)`$", "$1"));
      }
      if (!seen.add(String.join(".", path).toLowerCase(Locale.ROOT))) {
        throw new CloudFilesException(
            "CF_INVALID_SCHEMA_HINTS_OPTION",
            "Schema hints can only specify a particular column once. In this case, redefining"
                + " column: "
                + String.join(".", path)
                + " multiple times in schemaHints: "
                + text);
      }
      hints.add(new Hint(path, DataType.fromDDL(hint.substring(end).strip())));
    }
  }

  boolean isEmpty() {
    return hints.isEmpty();
  }

  /** `schema` with the hinted types; a hinted column that it has not is added at its end. */
  StructType applyTo(StructType schema) {
    StructType hinted = schema;
    for (Hint hint : hints) {
      hinted = with(hinted, hint.path(), hint.type());
    }
    return hinted;
  }

  private static StructType with(StructType schema, List<String> path, DataType type) {
    List<StructField> fields = new ArrayList<>(List.of(schema.fields()));
    String name = path.get(0);
    List<String> rest = path.subList(1, path.size());
    int at = 0;
    while (at < fields.size() && !fields.get(at).name().equalsIgnoreCase(name)) {
      at++;
    }
    DataType present = at < fields.size() ? fields.get(at).dataType() : null;
    DataType next = type;
    if (!rest.isEmpty()) {
      next = with(present instanceof StructType struct ? struct : new StructType(), rest, type);
    }
    StructField field = new StructField(name, next, true, org.apache.spark.sql.types.Metadata.empty());
    if (present == null) {
      fields.add(field);
    } else {
      fields.set(at, field);
    }
    return new StructType(fields.toArray(new StructField[0]));
  }

  /** Splits outside of backquotes, `<>` and `()`. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int start = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '`') {
        quoted = !quoted;
      } else if (!quoted && (c == '<' || c == '(')) {
        depth++;
      } else if (!quoted && (c == '>' || c == ')')) {
        depth--;
      } else if (!quoted && depth == 0 && c == separator) {
        parts.add(text.substring(start, at));
        start = at + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static int endOfName(String hint) {
    boolean quoted = false;
    for (int at = 0; at < hint.length(); at++) {
      char c = hint.charAt(at);
      if (c == '`') {
        quoted = !quoted;
      } else if (!quoted && Character.isWhitespace(c)) {
        return at;
      }
    }
    return hint.length();
  }
}
