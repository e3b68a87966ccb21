package lakehouse.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Policies that apply to one principal's reads of one table: the function that masks each masked column, and the
 * functions that filter its rows, by full name. Column names are in lower case. `refusal` is the error of each read, or
 * null.
 */
public record TablePolicy(Map<String, String> masks, List<String> filters, String refusal) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TypeReference<Map<String, TablePolicy>> BY_TABLE = new TypeReference<>() {};

  /** Reads `{"catalog.schema.table": {"masks": {"column": "function"}, "filters": ["function"]}}`. */
  public static Map<String, TablePolicy> read(String json) {
    try {
      return Map.copyOf(MAPPER.readValue(json, BY_TABLE));
    } catch (JsonProcessingException error) {
      throw new IllegalArgumentException("policies: not readable: " + error.getOriginalMessage(), error);
    }
  }

  /** Returns true if the column is masked. */
  boolean hides(String column) {
    return masks.containsKey(column.toLowerCase(Locale.ROOT));
  }
}
