package lakehouse.cloudfiles.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.spark.sql.catalyst.util.BadRecordException;

/** `badRecordsPath`: malformed documents, one a line, under `<path>/<time>/bad_records/`. */
final class BadRecords implements MalformedDocuments {
  private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final String file;
  private final Configuration configuration;
  private OutputStream out;

  /** @param file the file whose documents these are */
  BadRecords(String badRecordsPath, String file, Configuration configuration) {
    String time = ZonedDateTime.now(ZoneOffset.UTC).format(FOLDER);
    this.folder = new Path(badRecordsPath, time + "/bad_records");
    this.file = file;
    this.configuration = configuration;
  }

  @Override
  public void add(Text document, BadRecordException reason) {
    try {
      write(document.toString(), reason.cause().toString());
    } catch (IOException failed) {
      throw new UncheckedIOException("Cannot write to badRecordsPath " + folder, failed);
    }
  }

  private void write(String record, String reason) throws IOException {
    if (out == null) {
      Path part = new Path(folder, "part-" + UUID.randomUUID());
      out = part.getFileSystem(configuration).create(part, false);
    }
    ObjectNode entry = JSON.createObjectNode();
    entry.put("path", file);
    entry.put("record", record);
    entry.put("reason", reason);
    out.write((JSON.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
    }
  }
}
