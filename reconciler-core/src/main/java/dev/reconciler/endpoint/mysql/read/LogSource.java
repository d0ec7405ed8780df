package dev.reconciler.endpoint.mysql.read;

import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.jdbc.Sql;
import dev.reconciler.endpoint.mysql.MySqlKind;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.mysql.MySqlSessionSettings;
import dev.reconciler.endpoint.read.ReadFailedException;
import dev.reconciler.schema.Side;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The facts about a server that reading its log needs.
 *
 * @param side the side of the server in the pipeline
 * @param identity of the server, for positions
 * @param charsets names of character sets by the number of a collation
 * @param cascades the foreign keys whose effects are not in the log
 */
public record LogSource(Side side, String identity, Map<Integer, String> charsets, UnloggedCascades cascades) {
    /**
     * @throws StreamRefusedException if the log lacks what the stream needs
     * @throws ReadFailedException if the server can't be reached
     */
    public static LogSource of(Side side, DatabaseLogin login, MySqlKind kind) {
        return with(login, connection -> {
            if (MySqlKind.of(connection) != kind) {
                throw new StreamRefusedException(
                        "the " + side.noun() + " is not the kind of server that its URL names: write "
                                + (kind == MySqlKind.MYSQL ? "mariadb" : "mysql") + ":// instead");
            }
            String metadata = Sql.one(connection, "SELECT @@GLOBAL.binlog_row_metadata", row -> row.getString(1));
            if (!metadata.equals("FULL")) {
                throw new StreamRefusedException("the " + side.noun()
                        + "'s log lacks the columns' names (binlog_row_metadata="
                        + metadata + "): SET GLOBAL binlog_row_metadata=FULL, and in the server's configuration");
            }
            if (kind == MySqlKind.MYSQL && side == Side.TARGET) {
                requireOrder(connection);
            }
            return new LogSource(
                    side,
                    kind.identityOf(connection),
                    charsets(connection, kind),
                    UnloggedCascades.of(connection, kind));
        });
    }

    /**
     * MariaDB has GTIDs always, and makes transactions visible in the log's order. The record of a target's writes needs both; a source
     * is streamed by file and offset if it has none.
     */
    private static void requireOrder(Connection connection) throws SQLException {
        String mode = Sql.one(connection, "SELECT @@GLOBAL.gtid_mode", row -> row.getString(1));
        if (!mode.equals("ON")) {
            throw new StreamRefusedException("the target's transactions have no GTIDs (gtid_mode=" + mode
                    + "): set gtid_mode=ON and enforce_gtid_consistency=ON; `check` prints the steps");
        }
        if (!Sql.isTrue(connection, "SELECT @@GLOBAL.binlog_order_commits")) {
            throw new StreamRefusedException("the target makes transactions visible in another order than that of its"
                    + " log: SET GLOBAL binlog_order_commits=ON, and in the server's configuration");
        }
    }

    /**
     * The foreign keys of now, after a statement that may have changed them.
     *
     * @throws ReadFailedException if the source can't be reached
     */
    public static UnloggedCascades cascades(DatabaseLogin login, MySqlKind kind) {
        return with(login, connection -> UnloggedCascades.of(connection, kind));
    }

    private static <T> T with(DatabaseLogin login, Sql.Work<T> work) {
        try (Connection connection = MySqlPools.connect(login)) {
            Sql.execute(connection, MySqlSessionSettings.SQL);
            return work.run(connection);
        } catch (SQLException e) {
            throw new ReadFailedException(
                    "could not start the stream of " + login.address().authority(), e);
        }
    }

    private static Map<Integer, String> charsets(Connection connection, MySqlKind kind) throws SQLException {
        // MariaDB lists collations of several sets under one name without a number in COLLATIONS.
        String view = kind == MySqlKind.MYSQL ? "COLLATIONS" : "COLLATION_CHARACTER_SET_APPLICABILITY";
        Map<Integer, String> charsets = new HashMap<>();
        Sql.each(
                connection,
                "SELECT ID, CHARACTER_SET_NAME FROM information_schema." + view + " WHERE ID IS NOT NULL",
                row -> charsets.put(row.getInt(1), row.getString(2)));
        return charsets;
    }
}
