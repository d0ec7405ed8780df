package dev.reconciler.endpoint.postgres.preflight;

import java.util.List;

/**
 * The rights of the connected role on a table.
 *
 * @param missing privileges that it lacks, of those that were asked for
 * @param owned true if it may add the table to a publication
 * @param rowSecurity true if policies hide rows from it
 */
public record TableAccess(List<String> missing, boolean owned, boolean rowSecurity) {
    public TableAccess {
        missing = List.copyOf(missing);
    }
}
