package dev.reconciler.app.http;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.verify.coverage.ChunkSummary;
import dev.reconciler.verify.coverage.Covered;
import dev.reconciler.verify.coverage.Unverifiable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The coverage of one table, in all its parts.
 *
 * @param tenants the coverage of each tenant
 * @param unverifiable the parts that no verification can compare
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
        Map<String, List<Covered>> coveredOf = covered.stream().collect(Collectors.groupingBy(Covered::table));
        Map<String, List<Unverifiable>> unverifiableOf =
                unverifiable.stream().collect(Collectors.groupingBy(Unverifiable::table));
        return tables.stream()
                .map(MappedTable::id)
                .map(id -> new TableCoverage(
                        id,
                        chunks.getOrDefault(id, ChunkSummary.NONE),
                        coveredOf.getOrDefault(id, List.of()),
                        unverifiableOf.getOrDefault(id, List.of())))
                .toList();
    }

    public static List<TableCoverage> of(ApiServices services) {
        List<MappedTable> tables = services.pipeline().tables();
        return of(
                tables,
                services.verified().chunks().summaries(tables),
                services.verified().coverage().list(services.name()),
                services.verified().unverifiable().get());
    }
}
