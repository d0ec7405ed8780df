package dev.reconciler.verify;

import dev.reconciler.budget.KeySlices;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compares the rows that both sides hold under a key at the same point. */
public final class RowComparison {
    private static final int SLICE = 5_000;

    private final MappedTable table;
    private final TenantScope scope;

    public RowComparison(MappedTable table, TenantScope scope) {
        this.table = table;
        this.scope = scope;
    }

    /** Receives the rows that both sides have under a key, before they are compared. */
    @FunctionalInterface
    public interface Reading {
        Reading NONE = (key, source, target) -> {};

        void read(RowKey key, @Nullable Row source, @Nullable Row target);

        /** The key is compared with the ledger: its rows are not of one position. */
        default void inDoubt(RowKey key) {}
    }

    /** Reads the rows with these keys on both sides, slice by slice, and reports their differences. */
    public void compare(SnapshotPair snapshots, Collection<RowKey> keys, Consumer<? super Finding.OfRow> each) {
        compare(snapshots, keys, Reading.NONE, each);
    }

    /**
     * As {@link #compare(SnapshotPair, Collection, Consumer)}; several rows under one key are a finding, and are not passed to
     * the reading.
     */
    public void compare(
            SnapshotPair snapshots, Collection<RowKey> keys, Reading reading, Consumer<? super Finding.OfRow> each) {
        DuplicateRows duplicates = new DuplicateRows(table, scope, snapshots);
        KeyCollisions collisions = new KeyCollisions(table, scope, snapshots);
        KeySlices slices = new KeySlices(keys, SLICE);
        while (slices.hasNext()) {
            List<RowKey> slice = slices.next();
            SnapshotPair.Both<Map<RowKey, List<Row>>> rows = snapshots.ask(reader -> rows(reader, slice));
            slices.read(flat(rows.source()));
            slices.read(flat(rows.target()));
            List<Finding.OfRow> findings = new ArrayList<>();
            for (RowKey key : slice) {
                List<Row> before = rows.source().getOrDefault(key, List.of());
                List<Row> now = rows.target().getOrDefault(key, List.of());
                if (before.size() > 1 || now.size() > 1) {
                    findings.add(duplicates.finding(key, before, now));
                    continue;
                }
                Row source = before.isEmpty() ? null : before.get(0);
                Row target = now.isEmpty() ? null : now.get(0);
                reading.read(key, source, target);
                compare(key, source, target).ifPresent(findings::add);
            }
            collisions.name(findings).forEach(each);
        }
    }

    private static List<Row> flat(Map<RowKey, List<Row>> rows) {
        return rows.values().stream().flatMap(List::stream).toList();
    }

    private Map<RowKey, List<Row>> rows(ChunkReader reader, List<RowKey> keys) {
        Map<RowKey, List<Row>> found = new HashMap<>();
        reader.eachRowByKey(table, keys, row -> found.computeIfAbsent(table.keyOf(row), key -> new ArrayList<>(1))
                .add(row));
        return found;
    }

    /**
     * Compares by canonical value, each column as its mapping says. A row of a tenant outside the scope counts as absent, unless the other side has the key within
     * the scope: then the difference is a tenant conflict.
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
            if (!table.columns().get(i).agree(source.value(i), target.value(i))) {
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
