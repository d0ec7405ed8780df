package dev.reconciler.endpoint.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The settings that every session of the product sets for itself: pools, preflight, the replication connection and the
 * connector's own session. A setting of the role or of the database ({@code ALTER ROLE ... SET}, {@code ALTER DATABASE ... SET})
 * therefore never changes how a value prints, how a literal reads, or when the server ends a session.
 *
 * <p>Three kinds of settings are left as they are. {@code search_path}: check constraints and generated columns of the user's
 * tables may depend on it. {@code default_transaction_read_only} of the server or the database: an administrator, or a
 * provider whose disk is full, stops writes that way; only the role's own is overridden, as it was set for this role by habit.
 * {@code session_replication_role}: only a privileged role may set it; preflight reports it.
 */
public final class SessionSettings {
    /** A shorter timeout of the server would end a stream whose reader is blocked for some seconds. */
    private static final int SHORTEST_SENDER_TIMEOUT_MS = 60_000;

    private record Setting(String name, String value) {}

    private static final List<Setting> ALWAYS = List.of(
            // how values print
            new Setting("timezone", "UTC"),
            new Setting("datestyle", "ISO, YMD"),
            new Setting("intervalstyle", "postgres"),
            new Setting("extra_float_digits", "1"),
            new Setting("bytea_output", "hex"),
            new Setting("lc_monetary", "C"),
            new Setting("xmloption", "content"),
            new Setting("xmlbinary", "base64"),
            new Setting("quote_all_identifiers", "off"),
            // how texts read
            new Setting("standard_conforming_strings", "on"),
            new Setting("array_nulls", "on"),
            new Setting("transform_null_equals", "off"),
            // when the server ends a statement, a transaction or a session; each place that needs a limit sets its own
            new Setting("statement_timeout", "0"),
            new Setting("lock_timeout", "0"),
            new Setting("transaction_timeout", "0"),
            new Setting("idle_in_transaction_session_timeout", "0"),
            new Setting("idle_session_timeout", "0"),
            // what a transaction is
            new Setting("default_transaction_isolation", "read committed"),
            new Setting("default_transaction_deferrable", "off"),
            new Setting("jit", "off"));

    private static final Setting READ_ONLY = new Setting("default_transaction_read_only", "off");
    /** The slot moves once the target has committed: a commit that a crash can lose would be lost permanently. */
    private static final Setting COMMIT = new Setting("synchronous_commit", "local");

    private static final Setting SENDER =
            new Setting("wal_sender_timeout", Integer.toString(SHORTEST_SENDER_TIMEOUT_MS));

    /** One statement that sets them all, for servers of any version: a setting that the server doesn't know is left out. */
    public static final String SQL = """
        SELECT pg_catalog.count(pg_catalog.set_config(s.name, w.value, false))
        FROM (VALUES %s) AS w(name, value)
        JOIN pg_catalog.pg_settings AS s ON pg_catalog.lower(s.name) = w.name
        WHERE CASE w.name
            WHEN '%s' THEN s.source IN ('user', 'database user')
            WHEN '%s' THEN s.setting = 'off'
            WHEN '%s' THEN s.setting::int BETWEEN 1 AND %d
            ELSE true END\
        """.formatted(
                    all().stream()
                            .map(setting -> "('" + setting.name() + "', '" + setting.value() + "')")
                            .collect(Collectors.joining(", ")),
                    READ_ONLY.name(),
                    COMMIT.name(),
                    SENDER.name(),
                    SHORTEST_SENDER_TIMEOUT_MS - 1);

    private SessionSettings() {}

    /** The names of all of them, in lower case. */
    public static List<String> names() {
        return all().stream().map(Setting::name).toList();
    }

    private static List<Setting> all() {
        List<Setting> all = new ArrayList<>(ALWAYS);
        all.addAll(List.of(READ_ONLY, COMMIT, SENDER));
        return all;
    }
}
