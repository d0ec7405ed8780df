package dev.reconciler.verify;

import dev.reconciler.budget.KeySlices;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is wrong with one row, given what both sides hold under its key at the same point. */
public final class RowComparison {
    private static final int SLICE = 5_000;

    private final MappedTable table;
    private final TenantScope scope;

    public RowComparison(MappedTable table, TenantScope scope) {
        this.table = table;
        this.scope = scope;
    }

    /** Reads the rows with these keys on both sides, slice by slice, and tells what is wrong with them. */
    public void compare(SnapshotPair snapshots, Collection<RowKey> keys, Consumer<? super Finding.OfRow> each) {
        KeySlices slices = new KeySlices(keys, SLICE);
        while (slices.hasNext()) {
            List<RowKey> slice = slices.next();
            SnapshotPair.Both<Map<RowKey, Row>> rows = snapshots.ask(reader -> reader.rowsByKey(table, slice));
            slices.read(rows.source().values());
            slices.read(rows.target().values());
            for (RowKey key : slice) {
                compare(key, rows.source().get(key), rows.target().get(key)).ifPresent(each);
            }
        }
    }

    /**
     * Compares by canonical value. A row of a tenant outside the scope counts as absent, unless the other side has the key
     * within the scope: then its tenant is what is wrong.
     */
    public Optional<Finding.OfRow> compare(RowKey key, @Nullable Row source, @Nullable Row target) {
        Row mine = inScope(source) ? source : null;
        Row theirs = inScope(target) ? target : null;
        if (mine == null && theirs == null) {
            return Optional.empty();
        }
        if (source != null && target != null && !table.tenantOf(source).equals(table.tenantOf(target))) {
            return Optional.of(new Finding.TenantConflict(
                    table.id(), table.tenantOf(source), key, source, target, table.tenantOf(target)));
        }
        if (theirs == null) {
            return Optional.of(new Finding.MissingInTarget(table.id(), tenantOf(mine), key, mine, true));
        }
        if (mine == null) {
            return Optional.of(new Finding.ExtraInTarget(table.id(), tenantOf(theirs), key, theirs));
        }
        List<String> columns = differing(mine, theirs);
        return columns.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Finding.FieldMismatch(table.id(), tenantOf(theirs), key, mine, theirs, columns, true));
    }

    private List<String> differing(Row source, Row target) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            if (!table.encoding().sameValue(i, source.value(i), target.value(i))) {
                names.add(table.columns().get(i).target().name());
            }
        }
        return names;
    }

    private boolean inScope(@Nullable Row row) {
        return row != null && table.isInScope(row, scope);
    }

    private TenantId tenantOf(@Nullable Row row) {
        return row == null ? TenantId.NONE : table.tenantOf(row);
    }
}
