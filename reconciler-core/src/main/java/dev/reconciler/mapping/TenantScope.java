package dev.reconciler.mapping;

import dev.reconciler.row.TenantId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tenants whose rows a query may touch. No query on user tables can be built without a scope. */
public sealed interface TenantScope {
    boolean contains(TenantId tenant);

    /** Every tenant of the pipeline, for a pipeline that is not limited to some. Says so explicitly. */
    record AllTenants() implements TenantScope {
        @Override
        public boolean contains(TenantId tenant) {
            return true;
        }

        @Override
        public String toString() {
            return "all tenants";
        }
    }

    /** Some tenants by name; never empty. In a table without tenants every row is in scope. */
    record Tenants(Set<TenantId> ids) implements TenantScope {
        public Tenants {
            ids = Set.copyOf(ids);
            if (ids.isEmpty()) {
                throw new IllegalArgumentException("a tenant scope names at least one tenant");
            }
        }

        @Override
        public boolean contains(TenantId tenant) {
            return tenant.isNone() || ids.contains(tenant);
        }

        /** The names in order, for binding. */
        public List<String> values() {
            return new TreeSet<>(ids.stream().map(TenantId::value).collect(Collectors.toSet()))
                    .stream().toList();
        }

        @Override
        public String toString() {
            return "tenants " + String.join(", ", values());
        }
    }

    static TenantScope all() {
        return new AllTenants();
    }

    static TenantScope of(TenantId tenant) {
        return new Tenants(Set.of(tenant));
    }

    /** The part of this scope that the other allows too. */
    default TenantScope and(TenantScope other) {
        if (this instanceof Tenants mine && other instanceof Tenants theirs) {
            return new Tenants(
                    mine.ids().stream().filter(theirs.ids()::contains).collect(Collectors.toSet()));
        }
        return this instanceof Tenants ? this : other;
    }
}
