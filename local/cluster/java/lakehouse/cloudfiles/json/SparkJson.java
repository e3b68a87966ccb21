package lakehouse.cloudfiles.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.apache.hadoop.io.Text;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.json.CreateJacksonParser$;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JacksonParser;
import org.apache.spark.sql.catalyst.util.BadRecordException;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.Iterable;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;

/** Spark's own parser of a document; it throws a BadRecordException for one that does not fit. */
final class SparkJson {
  private static final AbstractFunction2<JsonFactory, Text, JsonParser> READ =
      new AbstractFunction2<>() {
        @Override
        public JsonParser apply(JsonFactory factory, Text document) {
          return CreateJacksonParser$.MODULE$.text(factory, document);
        }
      };
  private static final AbstractFunction1<Text, UTF8String> LITERAL =
      new AbstractFunction1<>() {
        @Override
        public UTF8String apply(Text document) {
          return UTF8String.fromBytes(document.copyBytes());
        }
      };

  private final JacksonParser parser;

  @SuppressWarnings("unchecked")
  SparkJson(StructType schema, JSONOptions options) {
    parser = new JacksonParser(schema, options, true, (Seq) Nil$.MODULE$);
  }

  /** Rows of the document; the exception, which Scala's signature hides, is part of what this does. */
  Iterable<InternalRow> parse(Text document) throws BadRecordException {
    return parser.parse(document, READ, LITERAL);
  }

  Iterable<InternalRow> parse(byte[] document) throws BadRecordException {
    return parse(new Text(document));
  }

  /** The tokens of a document, with the leniency that the stream's options ask for. */
  JsonParser tokens(JsonFactory factory, Text document) throws IOException {
    return READ.apply(factory, document);
  }
}
