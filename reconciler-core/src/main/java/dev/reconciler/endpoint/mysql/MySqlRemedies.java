package dev.reconciler.endpoint.mysql;

import dev.reconciler.endpoint.engine.Remedy;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Remedies for refusals of MySQL and MariaDB, by the server's error number. */
public final class MySqlRemedies {
    private static final String GRANT =
            "grant the missing privilege to the daemon's account; 'reconciler check' prints the statement";
    private static final String FIT = "make the target's column fit the source's values: type, length, range";
    private static final String REFERENCE =
            "the referenced row is missing: fill or verify the referenced table first, or add it to the mapping";
    private static final String PACKET = "raise max_allowed_packet on the server";
    private static final String DISK = "free disk on the database's server";

    private static final Map<Integer, String> ACTIONS = Map.ofEntries(
            Map.entry(1044, GRANT),
            Map.entry(1142, GRANT),
            Map.entry(1143, GRANT),
            Map.entry(1227, GRANT),
            Map.entry(1370, GRANT),
            Map.entry(1045, "correct user and password"),
            Map.entry(1698, "correct user and password"),
            Map.entry(1452, REFERENCE),
            Map.entry(1216, REFERENCE),
            Map.entry(1451, "another table still refers to the row: add that table to the mapping, or verify it"),
            Map.entry(1217, "another table still refers to the row: add that table to the mapping, or verify it"),
            Map.entry(1062, "another row of the target holds the unique value: verify the table and resolve that row"),
            Map.entry(1048, "allow NULL in the target's column, or give it a default, or map it"),
            Map.entry(1364, "give the target's column a default, or map it"),
            Map.entry(3819, "drop or correct the check constraint in the target"),
            Map.entry(4025, "drop or correct the check constraint in the target"),
            Map.entry(1264, FIT),
            Map.entry(1265, FIT),
            Map.entry(1292, FIT),
            Map.entry(1366, FIT),
            Map.entry(1406, FIT),
            Map.entry(1690, FIT),
            Map.entry(1205, "end the session that holds the lock: SELECT * FROM sys.innodb_lock_waits"),
            Map.entry(1213, "none: the transaction is repeated"),
            Map.entry(3024, "raise max_execution_time of the daemon's account, or find out who limits it"),
            Map.entry(1969, "raise max_statement_time of the daemon's account, or find out who limits it"),
            Map.entry(1317, "find out who cancelled the statement"),
            Map.entry(1040, "raise max_connections, or lower windows.parallelism"),
            Map.entry(1203, "raise max_user_connections, or lower windows.parallelism"),
            Map.entry(1226, "raise the account's limit that the message names"),
            Map.entry(1021, DISK),
            Map.entry(1114, DISK),
            Map.entry(1030, DISK),
            Map.entry(1153, PACKET),
            Map.entry(1301, PACKET),
            Map.entry(1290, "make the database writable: it is read-only"),
            Map.entry(1792, "make the database writable: it is read-only"),
            Map.entry(1836, "make the database writable: it is read-only"),
            Map.entry(1054, "make the target's tables fit the mapping: 'reconciler check' names what differs"),
            Map.entry(1146, "make the target's tables fit the mapping: 'reconciler check' names what differs"));

    /** Locks, deadlocks, connections, disk, a server that is shutting down. */
    private static final Set<Integer> HEALING =
            Set.of(1205, 1213, 1040, 1203, 1226, 1021, 1114, 1053, 1077, 1079, 1158, 1159, 1160, 1161, 1184);

    private MySqlRemedies() {}

    /** Empty if it is not of MySQL or MariaDB: their refusals have numbers. */
    public static Optional<Remedy> of(SQLException refused) {
        int number = refused.getErrorCode();
        return number == 0
                ? Optional.empty()
                : Optional.of(new Remedy(ACTIONS.getOrDefault(number, Remedy.LOOK), HEALING.contains(number)));
    }
}
