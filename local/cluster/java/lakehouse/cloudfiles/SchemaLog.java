package lakehouse.cloudfiles;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** The versions of a stream's schema, `_schemas/0`, `_schemas/1`, ..., under its schema location. */
final class SchemaLog {
  private static final String VERSION = "v1";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A version: the columns of the files, and those of their folders. */
  record Version(StructType data, StructType partitions) {}

  private final Path folder;
  private final Configuration configuration;

  SchemaLog(String schemaLocation, Configuration configuration) {
    this.folder = new Path(schemaLocation, "_schemas");
    this.configuration = configuration;
  }

  /** The latest version; none before the first start. */
  Optional<Version> latest() {
    long version = latestVersion();
    return version < 0 ? Optional.empty() : Optional.of(read(new Path(folder, Long.toString(version))));
  }

  /** Writes `schema` as the next version, whole or not at all. */
  void add(Version schema) {
    ObjectNode entry = JSON.createObjectNode();
    entry.put("dataSchemaJson", schema.data().json());
    entry.put("partitionSchemaJson", schema.partitions().json());
    Path path = new Path(folder, Long.toString(latestVersion() + 1));
    try {
      byte[] text = (VERSION + "\n" + JSON.writeValueAsString(entry)).getBytes(StandardCharsets.UTF_8);
      CheckpointFileManager manager = CheckpointFileManager.create(folder, configuration);
      manager.mkdirs(folder);
      CheckpointFileManager.CancellableFSDataOutputStream out = manager.createAtomic(path, false);
      try {
        out.write(text);
        out.close();
      } catch (IOException failed) {
        out.cancel();
        throw failed;
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot write the schema version " + path, failed);
    }
  }

  private long latestVersion() {
    try {
      FileSystem files = folder.getFileSystem(configuration);
      if (!files.exists(folder)) {
        return -1;
      }
      return Arrays.stream(files.listStatus(folder))
          .map(status -> status.getPath().getName())
          .filter(name -> name.matches("[0-9]{1,18}"))
          .mapToLong(Long::parseLong)
          .max()
          .orElse(-1);
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot list the schema location " + folder, failed);
    }
  }

  private Version read(Path path) {
    try (InputStream in = path.getFileSystem(configuration).open(path)) {
      String[] lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", 2);
      JsonNode entry =
          lines.length == 2 && lines[0].equals(VERSION) ? JSON.readTree(lines[1]) : null;
      if (entry == null || !entry.path("dataSchemaJson").isTextual()) {
        throw new CloudFilesException(
            "CF_INVALID_SCHEMA_LOG", "Not a schema version of cloudFiles: " + path);
      }
      String partitions = entry.path("partitionSchemaJson").asText(new StructType().json());
      return new Version(
          (StructType) DataType.fromJson(entry.get("dataSchemaJson").asText()),
          (StructType) DataType.fromJson(partitions));
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot read the schema version " + path, failed);
    }
  }
}
