package dev.reconciler.app.http;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.verify.coverage.ChunkSummary;
import dev.reconciler.verify.coverage.Covered;
import dev.reconciler.verify.coverage.Unverifiable;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * How far one table is verified, in all its parts.
 *
 * @param tenants with what is known of each
 * @param unverifiable what no verification says anything of
 */
public record TableCoverage(String table, ChunkSummary chunks, List<Covered> tenants, List<Unverifiable> unverifiable) {
    public TableCoverage {
        tenants = List.copyOf(tenants);
        unverifiable = List.copyOf(unverifiable);
    }

    /** One for each table, in the order of the tables. */
    public static List<TableCoverage> of(
            Collection<MappedTable> tables,
            Map<String, ChunkSummary> chunks,
            List<Covered> covered,
            List<Unverifiable> unverifiable) {
        return tables.stream()
                .map(MappedTable::id)
                .map(id -> new TableCoverage(
                        id,
                        chunks.getOrDefault(id, ChunkSummary.NONE),
                        covered.stream().filter(each -> each.table().equals(id)).toList(),
                        unverifiable.stream()
                                .filter(each -> each.table().equals(id))
                                .toList()))
                .toList();
    }

    public static List<TableCoverage> of(ApiServices services) {
        List<MappedTable> tables = services.pipeline().tables();
        return of(
                tables,
                services.chunks().summaries(tables),
                services.coverage().list(services.name()),
                services.unverifiable().get());
    }
}
