package lakehouse.cloudfiles.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.execution.datasources.CodecStreams;
import org.apache.spark.sql.execution.datasources.HadoopFileLinesReader;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** The JSON documents of a file: one a line, or with `multiLine` the file, or each element of its array. */
public final class JsonDocuments {
  private final JSONOptions options;
  private final Configuration configuration;
  private final ObjectMapper mapper;

  public JsonDocuments(JSONOptions options, Configuration configuration) {
    this.options = options;
    this.configuration = configuration;
    this.mapper = mapper(options);
  }

  /** Trees that keep numbers as they were written. */
  static ObjectMapper mapper(JSONOptions options) {
    ObjectMapper mapper = new ObjectMapper(options.buildJsonFactory());
    mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    mapper.setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));
    return mapper;
  }

  /** The documents of a file, or of a part of it; `onClose` is given what must be closed at the end. */
  Iterator<Text> of(PartitionedFile file, Consumer<AutoCloseable> onClose) throws IOException {
    if (options.multiLine()) {
      return whole(file.toPath()).iterator();
    }
    Option<byte[]> separator = options.lineSeparatorInRead();
    HadoopFileLinesReader lines = new HadoopFileLinesReader(file, separator, configuration);
    onClose.accept(lines);
    Iterator<Text> documents = CollectionConverters.asJava(lines);
    return options.encoding().isEmpty() ? documents : decoded(documents);
  }

  private List<Text> whole(Path path) throws IOException {
    try (InputStream in = CodecStreams.createInputStream(configuration, path)) {
      byte[] bytes = utf8(in.readAllBytes());
      List<Text> documents = new ArrayList<>();
      try {
        JsonNode root = mapper.readTree(bytes);
        if (root.isArray()) {
          for (JsonNode element : root) {
            documents.add(new Text(mapper.writeValueAsString(element)));
          }
          return documents;
        }
      } catch (JsonProcessingException malformed) {
        // One malformed document: its parser decides about it.
      }
      documents.add(new Text(bytes));
      return documents;
    }
  }

  private Iterator<Text> decoded(Iterator<Text> documents) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return documents.hasNext();
      }

      @Override
      public Text next() {
        return new Text(utf8(documents.next().copyBytes()));
      }
    };
  }

  private byte[] utf8(byte[] bytes) {
    return options.encoding().isEmpty()
        ? bytes
        : new String(bytes, Charset.forName(options.encoding().get()))
            .getBytes(StandardCharsets.UTF_8);
  }

  /** Returns true if a schema has every field of every document of a file; malformed ones have none. */
  public boolean knownBy(StructType schema, FileStatus file) throws IOException {
    DocumentShape shape = new DocumentShape(schema);
    boolean[] known = {true};
    forEach(file, document -> known[0] = known[0] && !hasUnknownField(shape, document));
    return known[0];
  }

  private boolean hasUnknownField(DocumentShape shape, Text document) throws IOException {
    try (JsonParser parser = mapper.createParser(document.getBytes(), 0, document.getLength())) {
      return shape.hasUnknownField(parser);
    } catch (JsonProcessingException malformed) {
      return false;
    }
  }

  @FunctionalInterface
  interface Use {
    void of(Text document) throws IOException;
  }

  /** Hands every document of a file to `use`. */
  void forEach(FileStatus file, Use use) throws IOException {
    List<AutoCloseable> open = new ArrayList<>();
    try {
      Iterator<Text> documents = of(wholeFile(file.getPath(), file.getLen()), open::add);
      while (documents.hasNext()) {
        use.of(documents.next());
      }
    } finally {
      open.forEach(JsonDocuments::close);
    }
  }

  static PartitionedFile wholeFile(Path path, long length) {
    return new PartitionedFile(
        InternalRow.empty(),
        SparkPath.fromPath(path),
        0,
        length,
        new String[0],
        0,
        length,
        Map$.MODULE$.<String, Object>empty());
  }

  private static void close(AutoCloseable open) {
    try {
      open.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}
