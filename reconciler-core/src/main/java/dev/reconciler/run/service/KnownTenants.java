package dev.reconciler.run.service;

import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.TenantId;
import dev.reconciler.run.NothingInScopeException;
import dev.reconciler.run.Pipeline;
import dev.reconciler.text.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Rejects a tenant that has no row on either side. A mistyped name selects no row, no row differs, and the run would be AGREED. A
 * tenant that the configuration names is known without a row.
 */
public final class KnownTenants {
    private final Pipeline pipeline;
    private final List<MappedTable> tables;

    public KnownTenants(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.tables = pipeline.tables().stream().filter(MappedTable::hasTenants).toList();
    }

    /**
     * Rejects tenants if no table has a tenant column: then every row is in each scope, and a tenant's name would select all
     * rows.
     *
     * @throws IllegalArgumentException if no table has tenants; names the tables
     */
    public static void requireTenanted(Collection<MappedTable> asked, Collection<TenantId> tenants) {
        if (!tenants.isEmpty() && asked.stream().noneMatch(MappedTable::hasTenants)) {
            throw new IllegalArgumentException("no selected table has tenants ("
                    + asked.stream().map(MappedTable::id).collect(Collectors.joining(", ")) + "): omit the tenant");
        }
    }

    /**
     * @throws NothingInScopeException if one of them has no row on either side, with the nearest name that has
     * @throws ReadFailedException if one of them has no row in the tables that can be read, and another table can't be read
     */
    public void require(Collection<TenantId> tenants) {
        if (tenants.isEmpty() || pipeline.scope() instanceof TenantScope.Tenants) {
            return;
        }
        List<ReadFailedException> unread = new ArrayList<>();
        Set<TenantId> unknown = without(without(Set.copyOf(tenants), this::inSource, unread), this::inTarget, unread);
        if (!unknown.isEmpty() && !unread.isEmpty()) {
            throw unread.get(0);
        }
        if (!unknown.isEmpty()) {
            // The names only serve as a hint, so only the target is read for them.
            throw refused(unknown, "on either side", names(this::inTarget));
        }
    }

    /**
     * As {@link #require}, for the source only: the target is not filled yet.
     *
     * @throws NothingInScopeException if one of them has no row in the source
     */
    public void requireInSource(Collection<TenantId> tenants) {
        if (tenants.isEmpty() || pipeline.scope() instanceof TenantScope.Tenants) {
            return;
        }
        List<ReadFailedException> unread = new ArrayList<>();
        Set<TenantId> unknown = without(Set.copyOf(tenants), this::inSource, unread);
        if (!unknown.isEmpty() && !unread.isEmpty()) {
            throw unread.get(0);
        }
        if (!unknown.isEmpty()) {
            throw refused(unknown, "in the source", names(this::inSource));
        }
    }

    private static NothingInScopeException refused(Set<TenantId> unknown, String where, Set<String> known) {
        return new NothingInScopeException(unknown.stream()
                .map(tenant -> "no row of tenant '" + tenant.value() + "' " + where + hint(tenant, known))
                .sorted()
                .collect(Collectors.joining("; ")));
    }

    /**
     * Reads the tenants of a scope that have rows in a table, in a separate snapshot: a failed snapshot can't be read further.
     */
    @FunctionalInterface
    private interface Seen {
        Set<TenantId> of(MappedTable table, TenantScope scope);
    }

    /** The tenants without a row in any table of the side. Stops reading tables once each tenant has been seen. */
    private Set<TenantId> without(Set<TenantId> tenants, Seen side, List<ReadFailedException> unread) {
        Set<TenantId> left = tenants;
        for (MappedTable table : tables) {
            if (left.isEmpty()) {
                return left;
            }
            try {
                Set<TenantId> seen = side.of(table, new TenantScope.Tenants(left));
                left = left.stream().filter(tenant -> !seen.contains(tenant)).collect(Collectors.toUnmodifiableSet());
            } catch (ReadFailedException e) {
                unread.add(e);
            }
        }
        return left;
    }

    private Set<TenantId> inSource(MappedTable table, TenantScope scope) {
        try (SourceSnapshot source = pipeline.source().openSnapshot()) {
            return source.reader().counts(table, scope, KeyRange.ALL).keySet();
        }
    }

    private Set<TenantId> inTarget(MappedTable table, TenantScope scope) {
        try (TargetSnapshot target = pipeline.target().openSnapshot()) {
            return target.reader().counts(table, scope, KeyRange.ALL).keySet();
        }
    }

    private Set<String> names(Seen side) {
        Set<String> names = new TreeSet<>();
        tables.forEach(table -> side.of(table, TenantScope.all()).forEach(tenant -> names.add(tenant.value())));
        return names;
    }

    private static String hint(TenantId tenant, Set<String> known) {
        Optional<String> near = Suggestions.nearest(tenant.value(), known);
        return near.map(name -> "; did you mean '" + name + "'?").orElse("; name a tenant that has rows");
    }
}
