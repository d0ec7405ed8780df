package dev.reconciler.verify;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeySpan;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keys under which one side holds several rows. The rows are read by range, since a damaged index does not find all of them by
 * key. A key in doubt is no exception: no change leaves two rows under one key.
 */
public final class DuplicateRows {
    private static final int SHOWN_ROWS = 5;
    private static final int SHOWN_CHARACTERS = 1_000;

    private final MappedTable table;
    private final TenantScope scope;
    private final SnapshotPair snapshots;

    public DuplicateRows(MappedTable table, TenantScope scope, SnapshotPair snapshots) {
        this.table = table;
        this.scope = scope;
        this.snapshots = snapshots;
    }

    /** Returns one finding per key. */
    public List<Finding.OfRow> findings(KeySpan span, Set<RowKey> keys) {
        SnapshotPair.Both<Map<RowKey, List<Row>>> rows = snapshots.ask(reader -> rows(reader, span, keys));
        List<Finding.OfRow> findings = new ArrayList<>();
        for (RowKey key : keys) {
            findings.add(finding(
                    key,
                    rows.source().getOrDefault(key, List.of()),
                    rows.target().getOrDefault(key, List.of())));
        }
        return findings;
    }

    private Map<RowKey, List<Row>> rows(ChunkReader reader, KeySpan span, Set<RowKey> keys) {
        Map<RowKey, List<Row>> found = new HashMap<>();
        reader.rows(table, scope, span, row -> {
            RowKey key = table.keyOf(row);
            if (keys.contains(key)) {
                found.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
            }
        });
        return found;
    }

    /** Returns the finding for a key whose rows are known; one of the lists holds at least two. */
    public Finding.OfRow finding(RowKey key, List<Row> source, List<Row> target) {
        Row ofSource = odd(source, target);
        Row ofTarget = odd(target, source);
        Row some = ofTarget != null ? ofTarget : ofSource;
        if (some == null) {
            throw new IllegalStateException("no row under the duplicate key " + key + " of " + table.id());
        }
        List<String> parts = new ArrayList<>();
        describe("source", source, parts);
        describe("target", target, parts);
        return new Finding.DuplicateKey(
                table.id(), table.tenantOf(some), key, ofSource, ofTarget, String.join("; ", parts));
    }

    /** A row that the other side lacks, else the first one. */
    private static @Nullable Row odd(List<Row> mine, List<Row> others) {
        return mine.stream()
                .filter(row -> !others.contains(row))
                .findFirst()
                .orElse(mine.isEmpty() ? null : mine.get(0));
    }

    private void describe(String side, List<Row> rows, List<String> parts) {
        if (rows.size() < 2) {
            return;
        }
        parts.add("the " + side + " holds " + rows.size() + " rows under this key");
        rows.stream().limit(SHOWN_ROWS).map(row -> text(table, row)).forEach(parts::add);
    }

    /** The row for people, with the names of the target's columns. */
    static String text(MappedTable table, Row row) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < table.columns().size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(table.columns().get(i).target().name())
                    .append('=')
                    .append(row.value(i));
        }
        return text.length() > SHOWN_CHARACTERS
                ? text.substring(0, SHOWN_CHARACTERS) + "..."
                : text.append('}').toString();
    }
}
