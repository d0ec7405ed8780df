package dev.reconciler.bench;

import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.mapping.MappedTable;
import io.debezium.relational.history.MemorySchemaHistory;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.connect.storage.FileOffsetBackingStore;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;
import org.jspecify.annotations.Nullable;

/** The source's log from now on, for Debezium alone: a replication slot, or a stored offset in the binary log. */
final class DebeziumStart implements AutoCloseable {
    /** Neither the test servers' number, nor in the range of the product's streams. */
    private static final String REPLICA = "5400";

    private final SideDatabase source;
    private final String name;
    private final @Nullable SourceStream slot;
    private final @Nullable Path offsets;

    DebeziumStart(SideDatabase source, List<MappedTable> tables, String name) {
        this.source = source;
        this.name = name;
        this.slot = source.isPostgres() ? new SourceStream(source, tables, name) : null;
        this.offsets = source.isPostgres() ? null : storeOffset();
    }

    /** The present end of the binary log, in the form in which Debezium stores it. */
    private Path storeOffset() {
        try {
            Path file = Files.createTempFile("bench-" + name, ".offsets");
            Map<byte[], byte[]> stored = new HashMap<>();
            stored.put(
                    bytes("[\"%s\",{\"server\":\"%s\"}]".formatted(name, name)),
                    bytes(Sql.with(source.pool(), this::endOfLog)));
            try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
                out.writeObject(stored);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("no file for Debezium's offsets", e);
        } catch (SQLException e) {
            throw new IllegalStateException("the end of the binary log is unknown", e);
        }
    }

    /** The last file with its size, by a statement that is the same in every version of either server, and the GTIDs. */
    private String endOfLog(Connection connection) throws SQLException {
        String gtids = Sql.one(
                connection,
                isMariaDb() ? "SELECT @@gtid_binlog_pos" : "SELECT replace(@@gtid_executed, '\n', '')",
                row -> row.getString(1));
        try (Statement statement = connection.createStatement();
                ResultSet logs = statement.executeQuery("SHOW BINARY LOGS")) {
            String end = "";
            while (logs.next()) {
                end = "{\"file\":\"%s\",\"pos\":%d,\"gtids\":\"%s\"}"
                        .formatted(logs.getString(1), logs.getLong(2), gtids);
            }
            return end;
        }
    }

    private boolean isMariaDb() {
        return source.engine().kind().equals("mariadb");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The settings of the connector that depend on the engine. */
    Properties properties() {
        Properties p = new Properties();
        p.setProperty("name", name);
        p.setProperty("topic.prefix", name);
        p.setProperty(
                "table.include.list",
                source.table(WideTable.NAME).schema() + "\\."
                        + source.table(WideTable.NAME).name());
        if (offsets == null) {
            p.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
            p.setProperty("offset.storage", MemoryOffsetBackingStore.class.getName());
            p.setProperty("database.dbname", source.login().address().database());
            p.setProperty("plugin.name", "pgoutput");
            p.setProperty("slot.name", name);
            p.setProperty("publication.name", name);
            p.setProperty("publication.autocreate.mode", "disabled");
            p.setProperty("snapshot.mode", "no_data");
            p.setProperty("include.unknown.datatypes", "true");
            return p;
        }
        p.setProperty(
                "connector.class",
                isMariaDb()
                        ? "io.debezium.connector.mariadb.MariaDbConnector"
                        : "io.debezium.connector.mysql.MySqlConnector");
        p.setProperty("offset.storage", FileOffsetBackingStore.class.getName());
        p.setProperty("offset.storage.file.filename", offsets.toString());
        p.setProperty("database.include.list", source.login().address().database());
        p.setProperty("database.server.id", REPLICA);
        p.setProperty("database.ssl.mode", isMariaDb() ? "disable" : "disabled");
        p.setProperty("driver.allowPublicKeyRetrieval", "true");
        // Reads the definitions of the tables at its start, as they are since the offset, and no row.
        p.setProperty("snapshot.mode", "recovery");
        p.setProperty("snapshot.locking.mode", "none");
        p.setProperty("schema.history.internal", MemorySchemaHistory.class.getName());
        return p;
    }

    @Override
    public void close() throws IOException {
        if (slot != null) {
            slot.close();
        }
        if (offsets != null) {
            Files.delete(offsets);
        }
    }
}
