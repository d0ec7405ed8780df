package dev.reconciler.verify;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Names the missing rows that the target can't hold, because its collation takes their key for that of a row that it holds. The source
 * must hold that row too: otherwise its deletion, or its change of key, is what the target lacks.
 */
final class KeyCollisions {
    private final MappedTable table;
    private final TenantScope scope;
    private final SnapshotPair snapshots;

    KeyCollisions(MappedTable table, TenantScope scope, SnapshotPair snapshots) {
        this.table = table;
        this.scope = scope;
        this.snapshots = snapshots;
    }

    /** The same findings, a missing row as a collision where it is one. */
    List<Finding.OfRow> name(List<Finding.OfRow> findings) {
        List<RowKey> missing = findings.stream()
                .filter(Finding.MissingInTarget.class::isInstance)
                .map(Finding.OfRow::key)
                .toList();
        Map<RowKey, Row> stored =
                missing.isEmpty() ? Map.of() : snapshots.target().collisions(table, missing);
        if (stored.isEmpty()) {
            return findings;
        }
        List<RowKey> others =
                stored.values().stream().map(table::keyOf).distinct().toList();
        Map<RowKey, Row> inSource = snapshots.source().rowsByKey(table, others);
        List<Finding.OfRow> named = new ArrayList<>();
        for (Finding.OfRow finding : findings) {
            Row other = stored.get(finding.key());
            boolean collides = finding instanceof Finding.MissingInTarget
                    && other != null
                    && inSource.containsKey(table.keyOf(other));
            named.add(collides ? collision(finding, Objects.requireNonNull(other)) : finding);
        }
        return named;
    }

    private Finding.OfRow collision(Finding.OfRow missing, Row other) {
        Row row = Objects.requireNonNull(missing.source());
        String stored = table.isInScope(other, scope)
                ? "row of the target: " + DuplicateRows.text(table, other)
                : "row of the target: of a tenant out of scope";
        return new Finding.KeyCollision(
                table.id(),
                missing.tenant(),
                missing.key(),
                row,
                "the target's collation takes this key for the key '" + table.keyOf(other)
                        + "', which both sides hold; row of the source: " + DuplicateRows.text(table, row) + "; "
                        + stored);
    }
}
