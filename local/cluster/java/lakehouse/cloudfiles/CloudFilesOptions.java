package lakehouse.cloudfiles;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.execution.datasources.parquet.ParquetOptions;
import org.apache.spark.sql.execution.datasources.text.TextOptions;

/** The options of one cloudFiles stream, checked when the stream is declared. */
final class CloudFilesOptions implements Serializable {
  private static final String PREFIX = "cloudfiles.";

  /** Options that say how files are found in a cloud. Here all are found by listing, so they change nothing. */
  private static final List<String> DISCOVERY =
      List.of(
          "backfillInterval", "fetchParallelism", "listOnStart", "maxFileAge", "pathRewrites",
          "queueUrl", "region", "useIncrementalListing", "useManagedFileEvents",
          "useNotifications", "useStrictGlobber");

  private static final List<String> FORMATS = List.of("json", "csv", "parquet", "text");

  private static final List<String> KNOWN =
      List.of(
          "allowOverwrites", "cleanSource", "format", "includeExistingFiles", "inferColumnTypes",
          "maxBytesPerTrigger", "maxFilesPerTrigger", "partitionColumns", "rescuedDataColumn",
          "schemaEvolutionMode", "schemaHints", "schemaLocation", "validateOptions");

  private static final List<String> GENERIC =
      List.of(
          "path", "pathGlobFilter", "recursiveFileLookup", "rescuedDataColumn", "badRecordsPath",
          "readerCaseSensitive", "ignoreCorruptFiles", "ignoreMissingFiles", "maxFilesPerTrigger");

  private final TreeMap<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  final String path;
  final String format;
  final boolean includeExistingFiles;
  final boolean allowOverwrites;
  final boolean inferColumnTypes;
  final int maxFilesPerTrigger;
  final long maxBytesPerTrigger;
  final String schemaLocation;
  final String schemaHints;

  /** The folders that are columns, by name; all Hive-style ones by default. */
  final Optional<String> partitionColumns;

  /** @param schemas the folder of schema locations of streams that name none; null where each has to */
  CloudFilesOptions(Map<String, String> given, String schemas) {
    values.putAll(given);
    format =
        text("cloudFiles.format")
            .orElseThrow(
                () ->
                    new CloudFilesException(
                        "CF_INCORRECT_STREAM_USAGE",
                        "To use `cloudFiles` as a streaming source, please provide the file format"
                            + " with the option `cloudFiles.format`, and use .load() to create"
                            + " your DataFrame"))
            .toLowerCase(Locale.ROOT);
    if (!FORMATS.contains(format)) {
      throw invalid(
          "cloudFiles.format",
          "must be `json`, `csv`, `parquet` or `text` in the local workspace",
          format);
    }
    path =
        text("path")
            .orElseThrow(
                () ->
                    new CloudFilesException(
                        "CF_SOURCE_DIRECTORY_MISSING",
                        "Please provide the source directory path with option `path`"));
    if (flag("cloudFiles.validateOptions", true)) {
      refuseUnknown();
    }
    includeExistingFiles = flag("cloudFiles.includeExistingFiles", true);
    allowOverwrites = flag("cloudFiles.allowOverwrites", false);
    inferColumnTypes = flag("cloudFiles.inferColumnTypes", false);
    maxFilesPerTrigger = (int) positive("cloudFiles.maxFilesPerTrigger", "maxFilesPerTrigger", 1000);
    maxBytesPerTrigger = bytes("cloudFiles.maxBytesPerTrigger");
    schemaLocation =
        text("cloudFiles.schemaLocation")
            .orElseGet(() -> schemas == null ? null : schemas + "/" + nameOfStream());
    schemaHints = text("cloudFiles.schemaHints").orElse(null);
    only("cloudFiles.cleanSource", "OFF");
    partitionColumns = text("cloudFiles.partitionColumns");
    if (format.equals("text")) {
      only("cloudFiles.partitionColumns", "");
    }
    if (!format.equals("json")) {
      text("badRecordsPath")
          .ifPresent(
              folder -> {
                throw invalid(
                    "badRecordsPath", "must be used with the format json in the local workspace", folder);
              });
    }
  }

  /** A name of the stream that another start of it has as well. */
  private String nameOfStream() {
    String stream = String.join("\n", format, path, text("pathGlobFilter").orElse(""));
    return UUID.nameUUIDFromBytes(stream.getBytes(StandardCharsets.UTF_8)).toString();
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name));
  }

  boolean flag(String name, boolean otherwise) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
      throw invalid(name, "must be `true` or `false`", value);
    }
    return Boolean.parseBoolean(value);
  }

  /** The column that takes what the schema cannot, where the stream names one. */
  Optional<String> rescuedDataColumn() {
    return text("rescuedDataColumn").or(() -> text("cloudFiles.rescuedDataColumn"));
  }

  /** Options of Spark's reader of the format. */
  Map<String, String> readerOptions() {
    Map<String, String> options = new HashMap<>();
    values.forEach(
        (name, value) -> {
          if (!name.toLowerCase(Locale.ROOT).startsWith(PREFIX) && !name.equalsIgnoreCase("path")) {
            options.put(name, value);
          }
        });
    return options;
  }

  private void refuseUnknown() {
    List<String> unknown = new ArrayList<>();
    for (String name : values.keySet()) {
      if (!isKnown(name)) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      throw new CloudFilesException(
          "CF_UNKNOWN_OPTION_KEYS_ERROR",
          "Found unknown option keys: "
              + String.join(", ", unknown)
              + ". Please make sure that all provided option keys are correct. If you want to skip"
              + " the validation of your options and ignore these unknown options, you can set:"
              + " .option(\"cloudFiles.validateOptions\", \"false\")");
    }
  }

  private boolean isKnown(String name) {
    if (name.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
      String own = name.substring(PREFIX.length());
      return among(KNOWN, own)
          || among(DISCOVERY, own)
          || own.toLowerCase(Locale.ROOT).startsWith("resourcetag.");
    }
    if (among(GENERIC, name)) {
      return true;
    }
    scala.collection.Set<String> options =
        switch (format) {
          case "json" -> JSONOptions.getAllOptions();
          case "csv" -> CSVOptions.getAllOptions();
          case "parquet" -> ParquetOptions.getAllOptions();
          default -> TextOptions.getAllOptions();
        };
    return among(scala.jdk.javaapi.CollectionConverters.asJava(options), name);
  }

  private static boolean among(Iterable<String> names, String name) {
    for (String known : names) {
      if (known.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  private long positive(String name, String alias, long otherwise) {
    String value = text(name).or(() -> text(alias)).orElse(null);
    if (value == null) {
      return otherwise;
    }
    if (!value.matches("[1-9][0-9]{0,8}")) {
      throw invalid(name, "must be a positive whole number", value);
    }
    return Long.parseLong(value);
  }

  private long bytes(String name) {
    String value = values.get(name);
    if (value == null) {
      return Long.MAX_VALUE;
    }
    try {
      return JavaUtils.byteStringAsBytes(value);
    } catch (NumberFormatException notBytes) {
      throw invalid(name, "must be a size in bytes such as `10g`", value);
    }
  }

  private void only(String name, String allowed) {
    String value = values.getOrDefault(name, allowed);
    if (!value.equalsIgnoreCase(allowed)) {
      throw invalid(name, "must be `" + allowed + "` in the local workspace", value);
    }
  }

  static CloudFilesException invalid(String name, String rule, String value) {
    return new CloudFilesException(
        "CF_INVALID_OPTION", "`" + name + "`: " + rule + ", got " + value);
  }
}
