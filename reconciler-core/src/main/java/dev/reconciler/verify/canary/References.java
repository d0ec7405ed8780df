package dev.reconciler.verify.canary;

import dev.reconciler.mapping.MappedTable;
import java.util.List;

/** What in the target hangs on a table's rows. */
@FunctionalInterface
public interface References {
    /** Names of foreign keys by which deleting a row of the table would delete or change rows of another; empty if none would. */
    List<String> takenAlong(MappedTable table);
}
