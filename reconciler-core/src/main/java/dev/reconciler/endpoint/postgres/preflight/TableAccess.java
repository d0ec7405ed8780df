package dev.reconciler.endpoint.postgres.preflight;

import java.util.List;

/**
 * What the connected role may do with a table.
 *
 * @param missing privileges that it lacks, of those that were asked for
 * @param owned whether it may add the table to a publication
 * @param rowSecurity whether policies hide rows from it
 */
public record TableAccess(List<String> missing, boolean owned, boolean rowSecurity) {
    public TableAccess {
        missing = List.copyOf(missing);
    }
}
