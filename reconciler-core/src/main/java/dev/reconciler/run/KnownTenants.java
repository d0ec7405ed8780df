package dev.reconciler.run;

import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.text.Suggestions;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Refuses a tenant that has no row on either side. A mistyped name selects no row, no row differs, and the run would say AGREED.
 * A tenant that the configuration names is known without a row.
 */
final class KnownTenants {
    private final Pipeline pipeline;
    private final List<MappedTable> tables;

    KnownTenants(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.tables = pipeline.tables().stream().filter(MappedTable::hasTenants).toList();
    }

    /** @throws NothingInScopeException if one of them has no row on either side, with the nearest name that has */
    void require(Collection<TenantId> tenants) {
        if (tenants.isEmpty() || pipeline.scope() instanceof TenantScope.Tenants) {
            return;
        }
        Set<TenantId> unknown = without(tenants);
        if (!unknown.isEmpty()) {
            Set<String> known = inTarget();
            throw new NothingInScopeException(unknown.stream()
                    .map(tenant -> "no row of tenant '" + tenant.value() + "' on either side" + hint(tenant, known))
                    .sorted()
                    .collect(Collectors.joining("; ")));
        }
    }

    private Set<TenantId> without(Collection<TenantId> tenants) {
        Set<TenantId> left;
        try (SourceSnapshot source = pipeline.source().openSnapshot()) {
            left = without(source.reader(), Set.copyOf(tenants));
        }
        if (left.isEmpty()) {
            return left;
        }
        try (TargetSnapshot target = pipeline.target().openSnapshot()) {
            return without(target.reader(), left);
        }
    }

    /** Those that the reader has no row of. Reads no further table once each has been seen. */
    private Set<TenantId> without(ChunkReader reader, Set<TenantId> tenants) {
        Set<TenantId> left = tenants;
        for (MappedTable table : tables) {
            if (left.isEmpty()) {
                return left;
            }
            Set<TenantId> seen = reader.counts(table, new TenantScope.Tenants(left), KeyRange.ALL)
                    .keySet();
            left = left.stream().filter(tenant -> !seen.contains(tenant)).collect(Collectors.toUnmodifiableSet());
        }
        return left;
    }

    /** For the hint only, so the source is spared. */
    private Set<String> inTarget() {
        Set<String> names = new TreeSet<>();
        try (TargetSnapshot target = pipeline.target().openSnapshot()) {
            tables.forEach(table -> target.reader()
                    .counts(table, TenantScope.all(), KeyRange.ALL)
                    .keySet()
                    .forEach(tenant -> names.add(tenant.value())));
        }
        return names;
    }

    private static String hint(TenantId tenant, Set<String> known) {
        Optional<String> near = Suggestions.nearest(tenant.value(), known);
        return near.map(name -> "; did you mean '" + name + "'?").orElse("; name a tenant that has rows");
    }
}
