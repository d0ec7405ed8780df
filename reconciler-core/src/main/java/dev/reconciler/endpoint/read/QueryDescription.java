package dev.reconciler.endpoint.read;

import dev.reconciler.mapping.MappedTable;
import java.util.List;

/**
 * The properties of a query over mapped tables, determined without running it.
 *
 * @param problems obstacles to running it, each with its fix; if there are any, {@code columns} may be empty
 * @param tables the mapped tables that it names
 * @param namesTenant true if it has the placeholder {@code :tenant}
 * @param columns the columns of its result
 */
public record QueryDescription(
        List<String> problems, List<MappedTable> tables, boolean namesTenant, List<QueryColumn> columns) {
    public QueryDescription {
        problems = List.copyOf(problems);
        tables = List.copyOf(tables);
        columns = List.copyOf(columns);
    }
}
