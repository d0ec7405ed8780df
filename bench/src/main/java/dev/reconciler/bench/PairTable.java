package dev.reconciler.bench;

import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.ServerKind;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** The columns of {@link WideTable} on any engine, filled by a client with rows that depend only on their number. */
final class PairTable {
    static final String NAME = "wide";

    private static final String COLUMNS = """
            id bigint PRIMARY KEY, ref %s NOT NULL, customer varchar(60) NOT NULL, amount numeric(14,2) NOT NULL,
            placed_at %s NOT NULL, details %s NOT NULL, quantity int NOT NULL, active %s NOT NULL,
            token %s NOT NULL, note text""";
    private static final int BATCH_ROWS = 1_000;
    private static final int FETCH_ROWS = 10_000;
    private static final int PRICES = 10_000_000;
    private static final LocalDateTime FIRST = LocalDateTime.of(2024, 1, 1, 0, 0);

    private final ServerKind kind;
    private final Login login;

    PairTable(ServerKind kind, Login login) {
        this.kind = kind;
        this.login = login;
    }

    /** Creates the table with rows 1 to {@code rows}. */
    void fill(long rows) throws SQLException {
        try (Connection connection = forBatches().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + NAME + " ("
                    + (isPostgres()
                            ? COLUMNS.formatted("uuid", "timestamptz", "jsonb", "boolean", "bytea")
                            : COLUMNS.formatted("char(36)", "timestamp(6)", "json", "boolean", "varbinary(16)"))
                    + ")");
            connection.setAutoCommit(false);
            String marks = isPostgres() ? "?, ?::uuid, ?, ?, ?, ?::jsonb, ?, ?, ?, ?" : "?, ?, ?, ?, ?, ?, ?, ?, ?, ?";
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO " + NAME + " VALUES (" + marks + ")")) {
                for (long row = 1; row <= rows; row++) {
                    bind(insert, row);
                    insert.addBatch();
                    if (row % BATCH_ROWS == 0 || row == rows) {
                        insert.executeBatch();
                        connection.commit();
                    }
                }
            }
            connection.setAutoCommit(true);
            statement.execute((isPostgres() ? "VACUUM (ANALYZE, FREEZE) " : "ANALYZE TABLE ") + NAME);
        }
    }

    /** MySQL's driver sends each row of a batch as a statement of its own unless {@code rewriteBatchedStatements} is set. */
    private Login forBatches() {
        return isPostgres()
                ? login
                : new Login(login.jdbcUrl() + "&rewriteBatchedStatements=true", login.user(), login.password());
    }

    private void bind(PreparedStatement insert, long row) throws SQLException {
        LocalDateTime at = FIRST.plusSeconds(row * 7).plusNanos(row % 1_000_000 * 1_000);
        insert.setLong(1, row);
        insert.setString(2, new UUID(row * 0x9E3779B97F4A7C15L, row).toString());
        insert.setString(3, "Customer " + row % 100_000);
        insert.setBigDecimal(4, BigDecimal.valueOf(row * 7_919 % PRICES, 2));
        insert.setObject(5, isPostgres() ? OffsetDateTime.of(at, ZoneOffset.UTC) : at);
        insert.setString(
                6, "{\"qty\": %d, \"sku\": \"P-%d\", \"gift\": %b}".formatted(row % 9, row % 5_000, row % 11 == 0));
        insert.setInt(7, (int) (row % 1_000));
        insert.setBoolean(8, row % 3 == 0);
        insert.setBytes(
                9, ByteBuffer.allocate(16).putLong(row * 31).putLong(row * 37).array());
        insert.setString(10, row % 10 == 0 ? null : "left at the door, note " + row);
    }

    /** Reads every value of every row in the order of the keys, in a stream; returns the number of rows. */
    long read() throws SQLException {
        try (Connection connection = login.connect()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                // MySQL's driver streams with this value only.
                statement.setFetchSize(isPostgres() ? FETCH_ROWS : Integer.MIN_VALUE);
                long rows = 0;
                try (ResultSet result = statement.executeQuery("SELECT * FROM " + NAME + " ORDER BY id")) {
                    int columns = result.getMetaData().getColumnCount();
                    while (result.next()) {
                        for (int column = 1; column <= columns; column++) {
                            result.getBytes(column);
                        }
                        rows++;
                    }
                }
                return rows;
            }
        }
    }

    /** Seconds of the last run, by the product's record in this database. */
    double lastRunSeconds() throws SQLException {
        String seconds = isPostgres()
                ? "extract(epoch FROM finished - started)"
                : "timestampdiff(MICROSECOND, started, finished) / 1e6";
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT " + seconds + " FROM reconciler.run ORDER BY started DESC LIMIT 1")) {
            result.next();
            return result.getDouble(1);
        }
    }

    void change(String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean isPostgres() {
        return kind == ServerKind.postgres;
    }
}
