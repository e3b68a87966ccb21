package lakehouse.cloudfiles.json;

import java.io.Serializable;

/**
 * Treatment of documents that do not fit the schema.
 *
 * @param rescuedColumn the column for what does not fit; null for none
 * @param badRecordsPath the folder that malformed documents are written to; null for none
 */
public record JsonReading(String rescuedColumn, String badRecordsPath) implements Serializable {}
