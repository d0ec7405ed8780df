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
import java.util.Collections;
import java.util.UUID;

/** The columns of {@link WideTable} on any engine, filled by a client with rows that depend only on their number. */
final class PairTable {
    static final String NAME = "wide";

    private static final String COLUMNS = """
            id bigint PRIMARY KEY, ref %s NOT NULL, customer varchar(60) NOT NULL, amount numeric(14,2) NOT NULL,
            placed_at %s NOT NULL, details %s NOT NULL, quantity int NOT NULL, active %s NOT NULL,
            token %s NOT NULL, note text""";
    private static final String UPDATE = "UPDATE " + NAME
            + " SET amount = amount + 1, quantity = quantity + 1, active = NOT active, note = ? WHERE id IN ("
            + String.join(", ", Collections.nCopies(Changes.UPDATES, "?")) + ")";
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

    void create() throws SQLException {
        change("CREATE TABLE " + NAME + " ("
                + (isPostgres()
                        ? COLUMNS.formatted("uuid", "timestamptz", "jsonb", "boolean", "bytea")
                        : COLUMNS.formatted("char(36)", "timestamp(6)", "json", "boolean", "varbinary(16)"))
                + ")");
    }

    /** Creates the table with rows 1 to {@code rows}. */
    void fill(long rows) throws SQLException {
        create();
        try (Connection connection = forBatches().connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement(insert())) {
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

    /** Writes transactions as {@link Changes} does, into the empty table. */
    void writeChanges(long transactions) throws SQLException {
        try (Connection connection = forBatches().connect();
                Statement statement = connection.createStatement()) {
            if (isPostgres()) {
                // The server makes the plans while the table is still empty.
                statement.execute("SET enable_seqscan = off; SET synchronous_commit = off");
            }
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement(insert());
                    PreparedStatement update = connection.prepareStatement(UPDATE)) {
                for (long transaction = 1; transaction <= transactions; transaction++) {
                    for (long row = (transaction - 1) * Changes.INSERTS + 1;
                            row <= transaction * Changes.INSERTS;
                            row++) {
                        bind(insert, row);
                        insert.addBatch();
                    }
                    insert.executeBatch();
                    update.setString(1, "changed by " + transaction);
                    long stride = transaction * Changes.INSERTS / Changes.UPDATES;
                    for (int k = 0; k < Changes.UPDATES; k++) {
                        update.setLong(2 + k, transaction * 7_919 % stride + 1 + k * stride);
                    }
                    update.executeUpdate();
                    connection.commit();
                }
            }
        }
    }

    /** Number and hash of the rows, alike on every engine that holds the same rows. */
    String summary() throws SQLException {
        String text = isPostgres() ? """
                concat_ws('|', id, ref, customer, amount, to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
                  details, quantity, active::int, encode(token, 'hex'), note)""" : """
                concat_ws('|', id, ref, customer, amount, date_format(placed_at, '%Y-%m-%d %H:%i:%s.%f'),
                  details, quantity, active, lower(hex(token)), note)""";
        String hash = isPostgres()
                ? "('x' || left(encode(sha256(convert_to(" + text + ", 'UTF8')), 'hex'), 8))::bit(32)::bigint"
                : "CAST(conv(left(sha2(" + text + ", 256), 8), 16, 10) AS unsigned)";
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT count(*), count(note), sum(" + hash + ") FROM " + NAME)) {
            result.next();
            return "%d rows, %d notes, hash %s"
                    .formatted(result.getLong(1), result.getLong(2), result.getBigDecimal(3));
        }
    }

    private String insert() {
        return "INSERT INTO " + NAME + " VALUES ("
                + (isPostgres() ? "?, ?::uuid, ?, ?, ?, ?::jsonb, ?, ?, ?, ?" : "?, ?, ?, ?, ?, ?, ?, ?, ?, ?") + ")";
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
        // The driver of MySQL cuts the microseconds of a time that it sends to MariaDB, but not those of a text.
        insert.setObject(5, isPostgres() ? OffsetDateTime.of(at, ZoneOffset.UTC) : at.toString());
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
