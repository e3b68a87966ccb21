package lakehouse.cloudfiles;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Handling of a column that the schema of a stream does not have. */
enum SchemaEvolutionMode {
  /** Adds it to the schema, then fails: the next start reads it. */
  ADD_NEW_COLUMNS("addNewColumns"),
  /** Adds it, and changes a known column to a wider type, then fails. */
  ADD_NEW_COLUMNS_WITH_TYPE_WIDENING("addNewColumnsWithTypeWidening"),
  /** Puts it into the rescued data column. */
  RESCUE("rescue"),
  /** Fails, until the schema is changed or the file removed. */
  FAIL_ON_NEW_COLUMNS("failOnNewColumns"),
  /** Ignores it; rescued only where `rescuedDataColumn` is set. */
  NONE("none");

  final String option;

  SchemaEvolutionMode(String option) {
    this.option = option;
  }

  boolean failsOnNewColumns() {
    return adds() || this == FAIL_ON_NEW_COLUMNS;
  }

  boolean adds() {
    return this == ADD_NEW_COLUMNS || this == ADD_NEW_COLUMNS_WITH_TYPE_WIDENING;
  }

  /** The mode of a stream that was given a schema, or was not. */
  static SchemaEvolutionMode of(CloudFilesOptions options, boolean schemaGiven) {
    String name =
        options.text("cloudFiles.schemaEvolutionMode").orElse((schemaGiven ? NONE : ADD_NEW_COLUMNS).option);
    SchemaEvolutionMode mode =
        Arrays.stream(values())
            .filter(candidate -> candidate.option.equalsIgnoreCase(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new CloudFilesException(
                        "CF_INVALID_SCHEMA_EVOLUTION_MODE",
                        "cloudFiles.schemaEvolutionMode must be one of {"
                            + Arrays.stream(values())
                                .map(candidate -> '"' + candidate.option + '"')
                                .collect(Collectors.joining(", "))
                            + "}, got "
                            + name));
    if (schemaGiven && mode.adds()) {
      throw new CloudFilesException(
          "CF_ADD_NEW_NOT_SUPPORTED",
          "Schema evolution mode "
              + mode.option
              + " is not supported when the schema is specified. To"
              + " use this mode, you can provide the schema through cloudFiles.schemaHints instead");
    }
    return mode;
  }
}
