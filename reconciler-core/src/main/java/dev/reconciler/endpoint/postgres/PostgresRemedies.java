package dev.reconciler.endpoint.postgres;

import dev.reconciler.endpoint.engine.Remedy;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remedies for refusals of PostgreSQL, by SQLSTATE. */
public final class PostgresRemedies {
    /** By SQLSTATE, then by its class. */
    private static final Map<String, String> ACTIONS = Map.ofEntries(
            Map.entry("42501", "grant the missing right to the daemon's role; 'reconciler check' prints the statement"),
            Map.entry(
                    "23503",
                    "the referenced row is missing: fill or verify the referenced table first, or add it to the"
                            + " mapping, or set apply.replicationRole: replica"),
            Map.entry(
                    "23505", "another row of the target holds the unique value: verify the table and resolve that row"),
            Map.entry("23502", "drop NOT NULL in the target, or give the column a default, or map it"),
            Map.entry("23514", "drop or correct the check constraint in the target"),
            Map.entry(
                    "55000",
                    "make the unique key of the target's table NOT DEFERRABLE: drop the constraint and add it again;"
                            + " then 'reconciler check'"),
            Map.entry("42P10", "create a unique, not deferrable index on the key's columns in the target"),
            Map.entry("0A000", "remove the rule or trigger on the target's table that the message names"),
            Map.entry(
                    "55P03",
                    "end the session that holds the lock: SELECT * FROM pg_stat_activity, pg_blocking_pids(pid)"),
            Map.entry("57014", "raise statement_timeout of the daemon's role, or find out who cancelled the statement"),
            Map.entry("53300", "raise max_connections or the role's CONNECTION LIMIT, or lower windows.parallelism"),
            Map.entry("53100", "free disk on the database's server"),
            Map.entry(
                    "54000",
                    "the row is larger than the server allows in this place: shorten it, or ignore the column"),
            Map.entry("57", "start the database, or wait until it accepts connections; the daemon retries"),
            Map.entry("53", "free or raise the resource that the message names on the server; the daemon retries"),
            Map.entry("25", "make the database writable: it is a standby or read-only"),
            Map.entry("28", "correct user, password or pg_hba.conf"),
            Map.entry("22", "make the target's column fit the source's values: type, length, range"),
            Map.entry("23", "remove what violates the constraint, or the constraint, in the target"),
            Map.entry("42", "make the target's tables fit the mapping: 'reconciler check' names what differs"));

    private static final Set<String> HEALING_CLASSES = Set.of("53", "57", "58");
    private static final Set<String> HEALING = Set.of("55P03", "40001", "40P01");
    private static final Set<String> BY_A_PERSON = Set.of("57014", "57P04");

    private PostgresRemedies() {}

    /** Empty if it is not PostgreSQL's: the driver gives no error numbers, and every refusal a state. */
    public static Optional<Remedy> of(SQLException refused) {
        @Nullable String state = refused.getSQLState();
        if (refused.getErrorCode() != 0 || state == null) {
            return Optional.empty();
        }
        if (classOf(state).equals("08")) {
            return Optional.of(Remedy.CONNECT);
        }
        String action = ACTIONS.getOrDefault(state, ACTIONS.getOrDefault(classOf(state), Remedy.LOOK));
        return Optional.of(new Remedy(action, heals(state)));
    }

    private static boolean heals(String state) {
        return HEALING.contains(state) || HEALING_CLASSES.contains(classOf(state)) && !BY_A_PERSON.contains(state);
    }

    private static String classOf(String state) {
        return state.length() < 2 ? "" : state.substring(0, 2);
    }
}
