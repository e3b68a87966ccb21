package lakehouse.cloudfiles.json;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.util.BadRecordException;
import org.apache.spark.sql.catalyst.util.FailureSafeParser;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** Reads one file, or a part of it, in a task. */
final class FileReader
    extends AbstractFunction1<PartitionedFile, scala.collection.Iterator<InternalRow>>
    implements Serializable {
  private final StructType parsed;
  private final StructType required;
  private final JsonReading reading;
  private final JSONOptions options;
  private final Broadcast<SerializableConfiguration> shared;

  FileReader(
      StructType parsed,
      StructType required,
      JsonReading reading,
      JSONOptions options,
      Broadcast<SerializableConfiguration> shared) {
    this.parsed = parsed;
    this.required = required;
    this.reading = reading;
    this.options = options;
    this.shared = shared;
  }

  @Override
  public scala.collection.Iterator<InternalRow> apply(PartitionedFile file) {
    Configuration configuration = shared.value().value();
    String path = file.toPath().toString();
    DocumentParser parser =
        new DocumentParser(withoutCorrupt(), reading.rescuedColumn(), options, path);
    Consumer<AutoCloseable> onClose = FileReader::closeWithTask;
    try {
      Iterator<Text> documents = new JsonDocuments(options, configuration).of(file, onClose);
      MalformedDocuments malformed =
          reading.badRecordsPath() == null
              ? MalformedDocuments.PASSED_ON
              : new BadRecords(reading.badRecordsPath(), path, configuration);
      closeWithTask(malformed);
      return CollectionConverters.asScala(
          new Flattened(documents, failureSafe(parser, malformed)));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** A malformed document goes to `_corrupt_record`, is dropped, or fails the task: by the option `mode`. */
  private FailureSafeParser<Text> failureSafe(DocumentParser parser, MalformedDocuments malformed) {
    return new FailureSafeParser<>(
        new AbstractFunction1<>() {
          @Override
          public scala.collection.Iterable<InternalRow> apply(Text document) {
            List<InternalRow> rows = new ArrayList<>();
            try {
              parser.parse(document).forEachRemaining(rows::add);
            } catch (BadRecordException bad) {
              malformed.add(document, bad);
            }
            return CollectionConverters.asScala(rows);
          }
        },
        options.parseMode(),
        parsed,
        options.columnNameOfCorruptRecord());
  }

  private StructType withoutCorrupt() {
    List<StructField> fields = new ArrayList<>();
    for (StructField field : parsed.fields()) {
      if (!field.name().equals(options.columnNameOfCorruptRecord())) {
        fields.add(field);
      }
    }
    return new StructType(fields.toArray(new StructField[0]));
  }

  private static void closeWithTask(AutoCloseable open) {
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener(
          (TaskCompletionListener)
              ended -> {
                try {
                  open.close();
                } catch (Exception failed) {
                  throw new IllegalStateException(failed);
                }
              });
    }
  }

  private final class Flattened implements Iterator<InternalRow> {
    private final Iterator<Text> documents;
    private final FailureSafeParser<Text> parser;
    private Iterator<InternalRow> current = Collections.emptyIterator();

    Flattened(Iterator<Text> documents, FailureSafeParser<Text> parser) {
      this.documents = documents;
      this.parser = parser;
    }

    @Override
    public boolean hasNext() {
      while (!current.hasNext() && documents.hasNext()) {
        current = CollectionConverters.asJava(parser.parse(documents.next()));
      }
      return current.hasNext();
    }

    @Override
    public InternalRow next() {
      InternalRow row = current.next();
      if (parsed.equals(required)) {
        return row;
      }
      Object[] values = new Object[required.length()];
      for (int at = 0; at < values.length; at++) {
        StructField field = required.apply(at);
        values[at] = row.get(parsed.fieldIndex(field.name()), field.dataType());
      }
      return new GenericInternalRow(values);
    }
  }
}
