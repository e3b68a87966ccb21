package lakehouse.cloudfiles.json;

import org.apache.hadoop.io.Text;
import org.apache.spark.sql.catalyst.util.BadRecordException;

/** Treatment of documents that cannot be parsed. */
interface MalformedDocuments extends AutoCloseable {
  /** Leaves it to the option `mode`. */
  MalformedDocuments PASSED_ON =
      new MalformedDocuments() {
        @Override
        public void add(Text document, BadRecordException reason) {
          throw MalformedDocuments.<RuntimeException>unchecked(reason);
        }

        @Override
        public void close() {}
      };

  void add(Text document, BadRecordException reason);

  /** Spark's own exception is a checked one, which a Scala function does not declare. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E unchecked(Throwable error) throws E {
    throw (E) error;
  }
}
