package lakehouse.cloudfiles.json;

import java.io.Serializable;
import lakehouse.cloudfiles.SchemaEvolution;

/**
 * How documents that do not fit the schema are treated.
 *
 * @param rescuedColumn the column for what does not fit; null for none
 * @param evolution what to do about a new column; null to go on
 * @param badRecordsPath the folder that malformed documents are written to; null for none
 */
public record JsonReading(String rescuedColumn, SchemaEvolution evolution, String badRecordsPath)
    implements Serializable {}
