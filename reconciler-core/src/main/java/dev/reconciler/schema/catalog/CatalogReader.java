package dev.reconciler.schema.catalog;

import dev.reconciler.schema.TableRef;
import java.util.Collection;

/** Reads catalogs with every detail. Changes nothing, and reads of the data only the highest numbers of counted columns. */
public interface CatalogReader {
    /** The catalog with those of the tables that exist. */
    Catalog read(Collection<TableRef> tables);
}
