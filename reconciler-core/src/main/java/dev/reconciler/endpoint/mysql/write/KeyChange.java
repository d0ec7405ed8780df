package dev.reconciler.endpoint.mysql.write;

import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.Set;

/**
 * One row to overwrite.
 *
 * @param from the row's key
 * @param key its key afterwards
 * @param unavailable columns that keep their values
 */
record KeyChange(RowKey from, RowKey key, Row row, Set<Integer> unavailable) {}
