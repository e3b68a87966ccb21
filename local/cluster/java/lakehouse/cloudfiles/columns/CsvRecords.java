package lakehouse.cloudfiles.columns;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.csv.CSVHeaderChecker;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.csv.UnivocityParser;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.csv.CSVDataSource;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.SerializableConfiguration;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * The records of CSV files: each file is read by its own header, and its values are converted to the types of the
 * stream's columns as Spark's CSV reader does. A value of another type, and one without a column, is rescued.
 */
public final class CsvRecords extends RecordFormat {
  private final String rescuedColumn;

  /** @param rescuedColumn null for none */
  public CsvRecords(String rescuedColumn) {
    this.rescuedColumn = rescuedColumn;
  }

  @Override
  public Function1<PartitionedFile, Iterator<InternalRow>> buildReader(
      SparkSession spark,
      StructType dataSchema,
      StructType partitionSchema,
      StructType requiredSchema,
      Seq<Filter> filters,
      Map<String, String> options,
      Configuration configuration) {
    CSVOptions csv =
        CsvColumns.csv(CsvColumns.withHeader(CollectionConverters.asJava(options)), spark);
    Broadcast<SerializableConfiguration> shared =
        SerializableConfiguration.broadcast(
            ((org.apache.spark.sql.classic.SparkSession) spark).sparkContext(), configuration);
    return new Reader(csv, dataSchema, requiredSchema, rescuedColumn, shared);
  }

  private static final Object MISMATCH = new Object();

  private static final class Reader
      extends AbstractFunction1<PartitionedFile, Iterator<InternalRow>> implements Serializable {
    private final CSVOptions options;
    private final StructType data;
    private final StructType required;
    private final String rescuedColumn;
    private final Broadcast<SerializableConfiguration> shared;

    Reader(
        CSVOptions options,
        StructType data,
        StructType required,
        String rescuedColumn,
        Broadcast<SerializableConfiguration> shared) {
      this.options = options;
      this.data = data;
      this.required = required;
      this.rescuedColumn = rescuedColumn;
      this.shared = shared;
    }

    @Override
    public Iterator<InternalRow> apply(PartitionedFile file) {
      Configuration configuration = shared.value().value();
      try {
        StructType own = new CsvColumns.Header(options).of(file.toPath(), configuration);
        if (own.isEmpty()) {
          return CollectionConverters.asScala(List.<InternalRow>of().iterator());
        }
        // a malformed line has a column too, where the stream has one
        String corrupt = options.columnNameOfCorruptRecord();
        boolean keepsCorrupt =
            data.getFieldIndex(corrupt).isDefined() && own.getFieldIndex(corrupt).isEmpty();
        StructType rows = keepsCorrupt ? own.add(corrupt, DataTypes.StringType) : own;
        UnivocityParser parser = new UnivocityParser(own, own, options);
        CSVHeaderChecker checker =
            new CSVHeaderChecker(own, options, "CSV file: " + file.urlEncodedPath(), true);
        Iterator<InternalRow> texts =
            CSVDataSource.apply(options).readFile(configuration, file, parser, checker, rows);
        return texts.map(converter(rows, parser, file.toPath().toString()));
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private Function1<InternalRow, InternalRow> converter(
        StructType texts, UnivocityParser parser, String path) {
      List<Function1<String, Object>> conversions = new ArrayList<>();
      int[] targets = new int[texts.length()];
      List<String> wanted = Arrays.asList(required.fieldNames());
      for (int at = 0; at < targets.length; at++) {
        String name = texts.apply(at).name();
        boolean isKnown =
            !name.equals(rescuedColumn) && data.getFieldIndex(name).isDefined();
        StructField field = isKnown ? data.apply(name) : null;
        targets[at] = isKnown ? wanted.indexOf(name) : -1;
        conversions.add(
            isKnown ? parser.makeConverter(name, field.dataType(), true) : null);
      }
      int rescuedAt = rescuedColumn == null ? -1 : wanted.indexOf(rescuedColumn);
      return new AbstractFunction1<>() {
        @Override
        public InternalRow apply(InternalRow row) {
          Object[] values = new Object[required.length()];
          ObjectNode rescued = RescuedJson.object();
          for (int at = 0; at < targets.length; at++) {
            UTF8String text = row.getUTF8String(at);
            if (text == null) {
              continue;
            }
            Object value = converted(conversions.get(at), text.toString());
            if (value == MISMATCH) {
              rescued.put(texts.apply(at).name(), text.toString());
            } else if (targets[at] >= 0) {
              values[targets[at]] = value;
            }
          }
          if (rescuedAt >= 0) {
            values[rescuedAt] = RescuedJson.text(rescued, path);
          }
          return new GenericInternalRow(values);
        }
      };
    }

    /** The value of a text; `MISMATCH` where it is none of the column's type, or has no column. */
    private static Object converted(Function1<String, Object> conversion, String text) {
      if (conversion == null) {
        return MISMATCH;
      }
      try {
        return conversion.apply(text);
      } catch (RuntimeException notOfType) {
        return MISMATCH;
      }
    }
  }
}
