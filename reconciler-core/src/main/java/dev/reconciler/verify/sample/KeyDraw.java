package dev.reconciler.verify.sample;

import dev.reconciler.endpoint.read.DrawnKey;
import dev.reconciler.endpoint.read.SampleOrder;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.KeysInDoubt;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Draws the keys of a sample from both sides, in the {@link SampleOrder} of one seed.
 *
 * <ol>
 *   <li>A table's keys that come first in the order are a uniform draw: neither side, nor a row's content, has a part in it.
 *   <li>So are a tenant's keys that come first, and those of the table's draw that belong to the tenant are such keys. Their number
 *       depends on the order alone. So each tenant has a uniform draw of its own, and one that is longer contains the shorter one.
 *   <li>A key that comes first among the keys of either side is among the first of each side that has it, so both sides' tenants of a
 *       drawn key are known. A key that has two tenants is drawn for both of them.
 *   <li>The tenants that get further rows are chosen by numbers of rows only.
 * </ol>
 */
final class KeyDraw {
    private static final Comparator<TenantId> BY_NAME = Comparator.comparing(TenantId::value);

    private final MappedTable table;
    private final TenantScope scope;
    private final long inDoubt;
    private final SnapshotPair snapshots;
    private final SamplePlan plan;
    private final KeyRange range;
    private final long seed;

    KeyDraw(
            MappedTable table,
            TenantScope scope,
            KeysInDoubt doubt,
            SnapshotPair snapshots,
            SamplePlan plan,
            KeyRange range,
            long seed) {
        this.table = table;
        this.scope = scope;
        this.inDoubt = doubt.of(table.id()).size();
        this.snapshots = snapshots;
        this.plan = plan;
        this.range = range;
        this.seed = seed;
    }

    /**
     * Keys drawn uniformly of a population.
     *
     * @param tenant null for a part that is not one tenant's
     */
    record Part(@Nullable TenantId tenant, Population population, Set<RowKey> keys) {}

    /**
     * The draws from a table.
     *
     * @param tenants a draw of each tenant that has rows; empty in a table without tenants
     * @param few tenants with further rows
     */
    record Drawn(Part uniform, List<Part> tenants, Set<TenantId> few) {
        Set<RowKey> all() {
            Set<RowKey> all = new LinkedHashSet<>(uniform.keys());
            tenants.forEach(part -> all.addAll(part.keys()));
            return all;
        }

        /** Parts that together hold each key once: each tenant with further rows, and the rest. Empty without further rows. */
        List<Part> strata() {
            if (few.isEmpty()) {
                return List.of();
            }
            List<Part> strata = new ArrayList<>();
            Set<RowKey> rest = new LinkedHashSet<>(uniform.keys());
            long rows = uniform.population().rows();
            for (Part part : tenants) {
                if (few.contains(part.tenant())) {
                    strata.add(part);
                    rest.removeAll(part.keys());
                    rows -= part.population().rows();
                }
            }
            strata.add(new Part(null, Population.known(Math.max(rows, rest.size())), rest));
            return strata;
        }
    }

    Drawn draw() {
        SnapshotPair.Both<Map<TenantId, Long>> counts = snapshots.ask(r -> r.counts(table, scope, range));
        Population all = Population.of(sum(counts.source()), sum(counts.target()), inDoubt);
        long wanted = plan.goal().of(all);
        SnapshotPair.Both<List<DrawnKey>> draws = snapshots.ask(r -> r.sample(table, scope, range, wanted, seed));
        Part uniform = part(null, all, both(draws), wanted);
        if (!table.hasTenants()) {
            return new Drawn(uniform, List.of(), Set.of());
        }
        Map<TenantId, Population> tenants = populations(counts);
        boolean whole = uniform.population().isAllOf(uniform.keys().size());
        Set<TenantId> few = whole ? Set.of() : few(tenants, wanted, all.rows());
        Map<TenantId, Set<RowKey>> shares = byTenant(both(draws), uniform.keys());
        Map<TenantId, Part> further = further(few, tenants, rowsPerTenant(wanted, tenants.size()));
        List<Part> parts = new ArrayList<>();
        tenants.forEach((tenant, population) -> {
            Set<RowKey> share = shares.getOrDefault(tenant, Set.of());
            Part more = further.get(tenant);
            if (more != null) {
                more.keys().addAll(share);
                parts.add(more);
            } else {
                parts.add(new Part(tenant, whole ? Population.known(share.size()) : population, share));
            }
        });
        return new Drawn(uniform, parts, few);
    }

    private long rowsPerTenant(long wanted, int tenants) {
        return Math.min(plan.rowsPerTenant(), wanted / Math.max(1, tenants));
    }

    /** The tenants whose share is expected to be less than twice their rows. Rows without a tenant can't be read by themselves. */
    private Set<TenantId> few(Map<TenantId, Population> tenants, long wanted, long rows) {
        double least = 2.0 * rowsPerTenant(wanted, tenants.size());
        return tenants.entrySet().stream()
                .filter(each -> !each.getKey().isNone())
                .filter(each -> (double) wanted * each.getValue().rows() / rows < least)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private Map<TenantId, Part> further(Set<TenantId> few, Map<TenantId, Population> tenants, long rows) {
        if (few.isEmpty()) {
            return Map.of();
        }
        TenantScope.Tenants those = new TenantScope.Tenants(few);
        SnapshotPair.Both<List<DrawnKey>> draws = snapshots.ask(r -> r.sampleOfEach(table, those, range, rows, seed));
        Map<TenantId, List<DrawnKey>> drawn = both(draws).stream().collect(Collectors.groupingBy(DrawnKey::tenant));
        Map<TenantId, Part> parts = new HashMap<>();
        tenants.forEach((tenant, population) -> {
            if (few.contains(tenant)) {
                parts.put(tenant, part(tenant, population, drawn.getOrDefault(tenant, List.of()), rows));
            }
        });
        return parts;
    }

    private static List<DrawnKey> both(SnapshotPair.Both<List<DrawnKey>> draws) {
        return Stream.of(draws.source(), draws.target()).flatMap(List::stream).toList();
    }

    /** The drawn keys of both sides that come first. If each side was read completely, all of them. */
    private Part part(@Nullable TenantId tenant, Population population, Collection<DrawnKey> drawn, long wanted) {
        Map<RowKey, DrawnKey> either = new LinkedHashMap<>();
        drawn.forEach(each -> either.putIfAbsent(each.key(), each));
        if (wanted >= population.rows()) {
            return new Part(tenant, Population.known(either.size()), new LinkedHashSet<>(either.keySet()));
        }
        SampleOrder order = new SampleOrder(wanted, seed);
        either.values().forEach(order::add);
        return new Part(tenant, population, keys(order.drawn()));
    }

    private static Set<RowKey> keys(Collection<DrawnKey> drawn) {
        return drawn.stream().map(DrawnKey::key).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Map<TenantId, Population> populations(SnapshotPair.Both<Map<TenantId, Long>> counts) {
        Set<TenantId> tenants = new HashSet<>(counts.source().keySet());
        tenants.addAll(counts.target().keySet());
        Map<TenantId, Population> populations = new TreeMap<>(BY_NAME);
        for (TenantId tenant : tenants) {
            populations.put(
                    tenant,
                    Population.of(
                            counts.source().getOrDefault(tenant, 0L),
                            counts.target().getOrDefault(tenant, 0L),
                            inDoubt));
        }
        return populations;
    }

    /** The chosen keys by tenant; a key with another tenant on each side is in both sets. */
    private static Map<TenantId, Set<RowKey>> byTenant(Collection<DrawnKey> drawn, Set<RowKey> chosen) {
        Map<TenantId, Set<RowKey>> keys = new HashMap<>();
        for (DrawnKey each : drawn) {
            if (chosen.contains(each.key())) {
                keys.computeIfAbsent(each.tenant(), t -> new LinkedHashSet<>()).add(each.key());
            }
        }
        return keys;
    }

    private static long sum(Map<TenantId, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
