package dev.reconciler.run;

import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.TargetDatabase;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.TenantId;
import dev.reconciler.verify.checksum.DigestChoice;
import dev.reconciler.verify.checksum.DigestSetting;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parts of a pipeline that its runs use.
 *
 * @param tables parents first
 * @param scope the tenants that the pipeline carries
 * @param digests the digest methods by table
 */
public record Pipeline(
        String name,
        List<MappedTable> tables,
        TenantScope scope,
        SourceDatabase source,
        TargetDatabase target,
        DigestChoice digests) {
    public Pipeline {
        tables = List.copyOf(tables);
    }

    /** Creates a pipeline whose chunks are compared by canonical digests. */
    public Pipeline(
            String name, List<MappedTable> tables, TenantScope scope, SourceDatabase source, TargetDatabase target) {
        this(name, tables, scope, source, target, DigestChoice.canonical());
    }

    /** The same pipeline, with digest methods by the setting and both servers' capabilities. */
    public Pipeline with(DigestSetting setting) {
        return new Pipeline(name, tables, scope, source, target, DigestChoice.of(setting, tables, source, target));
    }

    /**
     * The tables with these ids; all tables if {@code ids} is empty.
     *
     * @throws IllegalArgumentException if the pipeline has no such table
     */
    public List<MappedTable> tables(Collection<String> ids) {
        Set<String> known = tables.stream().map(MappedTable::id).collect(Collectors.toSet());
        for (String id : ids) {
            if (!known.contains(id)) {
                throw new IllegalArgumentException("no table '" + id + "' in pipeline " + name + "; there are "
                        + tables.stream().map(MappedTable::id).collect(Collectors.joining(", ")));
            }
        }
        return ids.isEmpty()
                ? tables
                : tables.stream().filter(t -> ids.contains(t.id())).toList();
    }

    /**
     * The pipeline's scope, narrowed to these tenants; unchanged if {@code tenants} is empty.
     *
     * @throws IllegalArgumentException if the pipeline does not carry one of them
     */
    public TenantScope scope(Collection<TenantId> tenants) {
        for (TenantId tenant : tenants) {
            if (!scope.contains(tenant)) {
                throw new IllegalArgumentException(
                        "no tenant '" + tenant.value() + "' in pipeline " + name + ", which carries " + scope);
            }
        }
        return tenants.isEmpty() ? scope : scope.and(new TenantScope.Tenants(Set.copyOf(tenants)));
    }
}
