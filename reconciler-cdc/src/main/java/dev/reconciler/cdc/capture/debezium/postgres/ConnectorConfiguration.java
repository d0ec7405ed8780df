package dev.reconciler.cdc.capture.debezium.postgres;

import dev.reconciler.budget.ByteBudget;
import dev.reconciler.cdc.capture.debezium.postgres.internal.CheckpointOffsets;
import dev.reconciler.cdc.capture.debezium.postgres.internal.ConnectorHandle;
import dev.reconciler.cdc.capture.debezium.postgres.internal.PostgresTextConnector;
import dev.reconciler.cdc.capture.debezium.postgres.internal.TextConverter;
import dev.reconciler.endpoint.postgres.SessionSettings;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.TableRef;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The connector's configuration; each line beyond the connection has a comment on its purpose. */
final class ConnectorConfiguration {
    private ConnectorConfiguration() {}

    static Properties of(PostgresStreamSettings settings, Collection<MappedTable> tables, ConnectorHandle stream) {
        Properties p = new Properties();
        connection(p, settings, stream);
        slot(p, settings, stream);
        events(p, tables);
        pace(p);
        return p;
    }

    private static void connection(Properties p, PostgresStreamSettings settings, ConnectorHandle stream) {
        p.setProperty("name", settings.slotName());
        // Also names the metrics, which must not collide with those of a run that is still stopping.
        p.setProperty("topic.prefix", settings.slotName() + "_" + stream.id());
        p.setProperty("connector.class", PostgresTextConnector.class.getName());
        p.setProperty("database.hostname", inUrl(settings.login().address().host()));
        p.setProperty(
                "database.port", Integer.toString(settings.login().address().port()));
        p.setProperty("database.dbname", settings.login().address().database());
        p.setProperty("database.user", settings.login().user());
        p.setProperty("database.password", settings.login().password());
        // The default "prefer" would allow an unencrypted or unauthenticated server against the configuration.
        p.setProperty("database.sslmode", settings.login().sslMode());
        if (settings.login().rootCertificate() != null) {
            p.setProperty(
                    "database.sslrootcert", settings.login().rootCertificate().toString());
        }
        // A role's idle_session_timeout or statement_timeout would end the connector's own session, and the stream with
        // it.
        p.setProperty("database.initial.statements", SessionSettings.SQL);
        p.setProperty("driver.tcpKeepAlive", "true");
        // The reader checks the server on a second session. If that session's peer disappears silently just then, it
        // would wait
        // for the answer indefinitely, even while the first session delivers.
        p.setProperty(
                "driver.socketTimeout", Long.toString(settings.answerTimeout().toSeconds()));
    }

    /** The connector puts the host into a URL without encoding. */
    private static String inUrl(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /**
     * Returns whether the connector can connect to a database of this name. It puts the name into a URL without encoding, where
     * the driver decodes it, and looks the slot up by the same text.
     */
    static boolean takesDatabase(String name) {
        try {
            return name.indexOf('?') < 0
                    && name.indexOf('/') < 0
                    && URLDecoder.decode(name, StandardCharsets.UTF_8).equals(name);
        } catch (IllegalArgumentException e) {
            return false; // a percent sign that begins no escape
        }
    }

    private static void slot(Properties p, PostgresStreamSettings settings, ConnectorHandle stream) {
        p.setProperty("plugin.name", "pgoutput");
        p.setProperty("slot.name", settings.slotName());
        p.setProperty("slot.drop.on.stop", "false");
        p.setProperty("publication.name", settings.publicationName());
        p.setProperty("publication.autocreate.mode", "disabled");
        p.setProperty("snapshot.mode", "no_data");
        // The slot follows the checkpoint: neither the driver's keepalives nor the connector's own offset move it.
        p.setProperty("lsn.flush.mode", "connector");
        p.setProperty("offset.storage", CheckpointOffsets.class.getName());
        p.setProperty(ConnectorHandle.ID_PROPERTY, stream.id());
        p.setProperty("offset.flush.interval.ms", "0");
        // An automatic restart of the connector would bypass our checks of the slot.
        p.setProperty("errors.max.retries", "0");
        // The server may notice the end of the previous session late; the slot is checked once it
        // is held.
        p.setProperty("slot.max.retries", "10");
        p.setProperty("slot.retry.delay.ms", "500");
    }

    private static void events(Properties p, Collection<MappedTable> tables) {
        p.setProperty("table.include.list", includeList(tables));
        // By default TRUNCATE is left out.
        p.setProperty("skipped.operations", "none");
        // A table may have columns of any type.
        p.setProperty("converters", "text");
        p.setProperty("text.type", TextConverter.class.getName());
        p.setProperty("include.unknown.datatypes", "true");
    }

    /** An empty list would mean all tables. */
    private static String includeList(Collection<MappedTable> tables) {
        if (tables.isEmpty()) {
            return "(?!)";
        }
        return tables.stream()
                .map(MappedTable::source)
                .collect(Collectors.toCollection(TreeSet<TableRef>::new))
                .stream()
                .map(table -> literally(table.schema()) + "\\." + literally(table.name()))
                .collect(Collectors.joining(","));
    }

    /** The list's items are regular expressions, separated by commas that a backslash escapes. */
    private static String literally(String name) {
        return name.chars().allMatch(c -> c == '_' || Character.isLetterOrDigit(c))
                ? name
                : Pattern.quote(name).replace(",", "\\,");
    }

    private static void pace(Properties p) {
        // The delay with which the slot follows an acknowledged position.
        p.setProperty("poll.interval.ms", "50");
        // Otherwise its queue is bounded only by rows, and users decide how wide a row is.
        p.setProperty("max.queue.size.in.bytes", Long.toString(2 * ByteBudget.STEP));
        // A short wait at the stop for a reader that is blocked by a full sink.
        p.setProperty("executor.shutdown.timeout.ms", "1000");
    }
}
