package dev.reconciler.endpoint.mysql.value;

import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.endpoint.postgres.SessionSettings;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores texts in a column of PostgreSQL and prints them, in sessions of the product's own settings. */
final class PostgresColumn {
    private final String database;
    private final String type;

    private PostgresColumn(String database, String type) {
        this.database = database;
        this.type = type;
    }

    static PostgresColumn of(String database, String type) {
        return new PostgresColumn(database, type);
    }

    ColumnType columnType() {
        return PostgresTypes.named(type);
    }

    /** The texts that PostgreSQL prints for the values of these texts. */
    List<@Nullable String> printed(List<@Nullable String> texts) throws SQLException {
        List<@Nullable String> printed = new ArrayList<>();
        try (Connection connection = PostgresCluster.shared().connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(SessionSettings.SQL);
            statement.execute("CREATE TEMP TABLE t (id int PRIMARY KEY, v " + type + ")");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?::text::"
                    + columnType().structure().castName() + ")")) {
                for (int i = 0; i < texts.size(); i++) {
                    insert.setInt(1, i);
                    insert.setString(2, texts.get(i));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            try (ResultSet rows = statement.executeQuery("SELECT v::text FROM t ORDER BY id")) {
                while (rows.next()) {
                    printed.add(rows.getString(1));
                }
            }
        }
        return printed;
    }
}
