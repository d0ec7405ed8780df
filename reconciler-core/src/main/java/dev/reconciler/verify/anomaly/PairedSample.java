package dev.reconciler.verify.anomaly;

import dev.reconciler.endpoint.read.DrawnKey;
import dev.reconciler.endpoint.read.SampleOrder;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.RowComparison;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.KeysInDoubt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Draws rows of each tenant of a table and reads them on both sides of a window, so at one position. Keys in doubt are left out: the source's
 * snapshot does not show them at that position. A row is only given to its own tenant.
 */
public final class PairedSample {
    private final MappedTable table;
    private final TenantScope scope;
    private final KeysInDoubt doubt;
    private final SnapshotPair snapshots;

    public PairedSample(MappedTable table, TenantScope scope, KeysInDoubt doubt, SnapshotPair snapshots) {
        this.table = table;
        this.scope = scope;
        this.doubt = doubt;
        this.snapshots = snapshots;
    }

    /**
     * The size of a draw.
     *
     * @param rows of a tenant at most
     * @param leastRows of a tenant, below which it is not read
     * @param tenants at most; if there are more, the seed decides which ones
     * @param seed equal seeds on equal data draw equal rows
     */
    public record Size(int rows, int leastRows, int tenants, long seed) {}

    /**
     * @param left tenants that were not read, with the reason
     * @param nulls the shares of NULL in the rows, of tenants with enough rows
     */
    public record Drawn(
            Map<TenantId, List<RowPair>> rows, Map<TenantId, String> left, List<SeriesRecord.Figure> nulls) {}

    public Drawn draw(KeyRange range, Size size) {
        SnapshotPair.Both<Map<TenantId, Long>> counts = snapshots.ask(reader -> reader.counts(table, scope, range));
        Map<String, Long> populations = new TreeMap<>();
        counts.source().forEach((tenant, rows) -> populations.merge(tenant.value(), rows, Math::max));
        counts.target().forEach((tenant, rows) -> populations.merge(tenant.value(), rows, Math::max));
        Map<TenantId, String> left = new LinkedHashMap<>();
        List<TenantId> enough = new ArrayList<>();
        populations.forEach((name, rows) -> {
            TenantId tenant = new TenantId(name);
            if (table.hasTenants() && tenant.isNone()) {
                left.put(tenant, "these rows have no tenant");
            } else if (rows < size.leastRows()) {
                left.put(tenant, rows + " rows, and a model needs " + size.leastRows());
            } else {
                enough.add(tenant);
            }
        });
        enough.sort(Comparator.comparingLong(
                tenant -> mixed(size.seed() + tenant.value().hashCode())));
        Map<TenantId, List<RowPair>> rows = new LinkedHashMap<>();
        List<SeriesRecord.Figure> nulls = new ArrayList<>();
        for (TenantId tenant : enough) {
            if (rows.size() < size.tenants()) {
                NullCounts counted = new NullCounts(table);
                rows.put(tenant, pairs(tenant, range, populations.getOrDefault(tenant.value(), 0L), size, counted));
                nulls.addAll(counted.figures(tenant, size.leastRows()));
            } else {
                left.put(
                        tenant,
                        "a run scores at most " + size.tenants() + " tenants of a table, and draws them by its seed");
            }
        }
        return new Drawn(rows, left, nulls);
    }

    private List<RowPair> pairs(TenantId tenant, KeyRange range, long population, Size size, NullCounts nulls) {
        TenantScope own = table.hasTenants() ? TenantScope.of(tenant) : scope;
        SnapshotPair.Both<List<DrawnKey>> draws =
                snapshots.ask(reader -> reader.sample(table, own, range, size.rows(), size.seed()));
        Set<DrawnKey> either = new LinkedHashSet<>(draws.source());
        either.addAll(draws.target());
        Collection<DrawnKey> drawn = either;
        if (size.rows() < population) {
            SampleOrder order = new SampleOrder(size.rows(), size.seed());
            either.forEach(order::add);
            drawn = order.drawn();
        }
        List<RowKey> keys = new ArrayList<>(drawn.stream().map(DrawnKey::key).toList());
        keys.removeIf(doubt.of(table.id())::containsKey);
        List<RowPair> pairs = new ArrayList<>(keys.size());
        new RowComparison(table, own)
                .compare(
                        snapshots,
                        keys,
                        (key, source, target) -> {
                            Row here = own(source, tenant);
                            Row there = own(target, tenant);
                            nulls.add(here, there);
                            RowPair pair = RowPair.of(table, key, here, there);
                            if (pair.source() != null || pair.target() != null) {
                                pairs.add(pair);
                            }
                        },
                        finding -> {});
        return pairs;
    }

    /** Null for a row that cannot be judged, because a transform gave no value. */
    private @Nullable Row own(@Nullable Row row, TenantId tenant) {
        return row != null && table.tenantOf(row).equals(tenant) && !row.hasInvalidValue() ? row : null;
    }

    /** The finaliser of SplitMix64 (G. L. Steele et al., OOPSLA 2014). */
    private static long mixed(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
