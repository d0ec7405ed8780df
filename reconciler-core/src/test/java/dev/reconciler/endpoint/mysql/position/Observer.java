package dev.reconciler.endpoint.mysql.position;

import dev.reconciler.endpoint.mysql.source.LogRotations;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two sessions of a reader: one holds the snapshots, the other reads the log's end and the GTIDs around them. */
final class Observer implements AutoCloseable {
    private final Flavor flavor;
    private final Connection readerConnection;
    private final Connection sideConnection;
    private final Statement reader;
    private final Statement side;
    private final LogRotations rotations = new LogRotations();

    Observer(MySqlFamilyServer server, String database) throws SQLException {
        flavor = server.flavor();
        readerConnection = server.connect(database);
        sideConnection = server.connect(database);
        reader = readerConnection.createStatement();
        side = sideConnection.createStatement();
        reader.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    }

    Statement side() {
        return side;
    }

    /**
     * A snapshot as the product takes it: on MariaDB after a rotation of the log has settled. Each probe begins a file of its own, so
     * without this its first snapshots would be read while the server's answer is wrong.
     */
    Seen snapshot(boolean xa) throws SQLException {
        while (true) {
            LogRotations.Settled log = flavor == Flavor.MARIADB ? rotations.settle(sideConnection) : null;
            Optional<Seen> seen = look(xa, log);
            if (seen.isPresent()) {
                return seen.get();
            }
        }
    }

    private Optional<Seen> look(boolean xa, LogRotations.@Nullable Settled log) throws SQLException {
        BinlogCoordinate endBefore = logEnd();
        Set<Integer> preparedFirst = xa ? prepared() : Set.of();
        String gtidsBefore = gtids();
        Set<Integer> prepared = xa ? prepared() : Set.of();
        reader.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
        Optional<BinlogCoordinate> settled = log == null ? Optional.empty() : log.shown(readerConnection);
        BinlogCoordinate exact = flavor == Flavor.MARIADB ? settled.orElseGet(this::exact) : null;
        BinlogCoordinate bound = logEnd();
        String gtidsAfter = gtids();
        BitSet rows = new BitSet();
        try (ResultSet shown = reader.executeQuery("SELECT w, s FROM p WHERE w <= " + Load.WRITERS)) {
            while (shown.next()) {
                rows.set(Load.id(shown.getInt(1), shown.getInt(2)));
            }
        }
        reader.execute("ROLLBACK");
        return log != null && settled.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Seen(endBefore, preparedFirst, gtidsBefore, prepared, exact, bound, gtidsAfter, rows));
    }

    BinlogCoordinate logEnd() throws SQLException {
        try (ResultSet row = side.executeQuery(flavor.logEndStatement())) {
            row.next();
            return new BinlogCoordinate(row.getString(1), row.getLong(2));
        }
    }

    private String gtids() throws SQLException {
        String variable = flavor == Flavor.MYSQL ? "gtid_executed" : "gtid_binlog_pos";
        try (ResultSet row = side.executeQuery("SELECT @@GLOBAL." + variable)) {
            row.next();
            return row.getString(1);
        }
    }

    private BinlogCoordinate exact() {
        Map<String, String> status = new HashMap<>();
        try (ResultSet rows = reader.executeQuery("SHOW STATUS LIKE 'binlog_snapshot%'")) {
            while (rows.next()) {
                status.put(rows.getString(1), rows.getString(2));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new BinlogCoordinate(
                status.get("Binlog_snapshot_file"), Long.parseLong(status.get("Binlog_snapshot_position")));
    }

    private Set<Integer> prepared() throws SQLException {
        Set<Integer> prepared = new HashSet<>();
        try (ResultSet rows = side.executeQuery("XA RECOVER")) {
            while (rows.next()) {
                prepared.add(Load.idOfXid(rows.getString("data")));
            }
        }
        return prepared;
    }

    /** Also after the server was killed, when the sessions are gone already. */
    @Override
    public void close() {
        for (Connection connection : List.of(sideConnection, readerConnection)) {
            try {
                connection.close();
            } catch (SQLException e) {
                System.err.println("session was lost: " + e.getMessage());
            }
        }
    }
}
