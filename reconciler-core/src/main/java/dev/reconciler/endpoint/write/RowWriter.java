package dev.reconciler.endpoint.write;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.ForeignKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes rows of the target inside one transaction. Every write carries the scope and the target's filter as a predicate: no row
 * outside of them is written, overwritten or deleted. None changes the tenant of an existing row, except {@link #changeTenant}. An
 * upsert matches by the primary key only: a collision in another unique index fails.
 *
 * <p>Failures of the server are {@link WriteFailedException}.
 */
public interface RowWriter {
    /** Locks the rows with these keys, regardless of tenant and filter, until the transaction ends, and returns those that exist. */
    Map<RowKey, Row> lock(MappedTable table, Collection<RowKey> keys);

    /** Applies writes of one kind to one table in as few statements as possible; keys are distinct. */
    WriteResult write(MappedTable table, TenantScope scope, List<? extends KeyedWrite> writes);

    /**
     * Returns the rows that refer by this foreign key to a row that the target does not hold. A row with NULL in one of the
     * columns has no reference.
     *
     * @param columns indexes of the key's columns, as the key lists them
     */
    List<Row> dangling(MappedTable table, ForeignKey key, List<Integer> columns, List<Row> rows);

    /**
     * Inserts rows whose keys are absent and leaves existing rows unchanged. A row whose key the table's collation takes for that of an
     * existing row, or of an earlier one of these rows, is left out; so is one whose key an existing row outside the filter has.
     */
    Inserted insertAbsent(MappedTable table, TenantScope scope, List<Row> rows);

    /**
     * The outcome of {@link #insertAbsent}.
     *
     * @param written the number of inserted rows
     * @param collisions keys of rows that were left out because of a collation or the filter
     */
    record Inserted(long written, Set<RowKey> collisions) {
        public static final Inserted NOTHING = new Inserted(0, Set.of());

        /** The outcome of both insertions. */
        public Inserted plus(Inserted more) {
            Set<RowKey> all = new HashSet<>(collisions);
            all.addAll(more.collisions);
            return new Inserted(written + more.written, all);
        }
    }

    /**
     * Overwrites the row with this row's key, its tenant included, if it belongs to {@code from}: the one write that changes a
     * tenant. The row is updated in place, so rows that refer to it keep their tenant.
     *
     * @return whether there was such a row
     */
    boolean changeTenant(MappedTable table, TenantId from, Row row);
}
