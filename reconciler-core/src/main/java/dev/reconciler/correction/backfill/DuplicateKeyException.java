package dev.reconciler.correction.backfill;

import dev.reconciler.row.RowKey;

/** The source holds several rows under one key, so the target can't hold a copy of them. */
public final class DuplicateKeyException extends RuntimeException {
    DuplicateKeyException(String table, RowKey key) {
        super("the source of " + table + " holds several rows under the key " + key
                + ": its unique index does not hold, and the target can take only one of them. Remove the"
                + " duplicates in the source (read them with SET enable_indexscan = off, enable_bitmapscan ="
                + " off), REINDEX, and backfill again");
    }
}
