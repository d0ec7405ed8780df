package dev.reconciler.endpoint.mysql.read;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.OpenSnapshot;
import dev.reconciler.contract.TransformCase.Stored;
import dev.reconciler.contract.TransformContract;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TransformsOfMySqlFamily extends TransformContract {
    private final MySqlFamilyServer server;
    private String database;
    private HikariDataSource pool;
    private int tables;

    TransformsOfMySqlFamily(Flavor flavor) {
        server = MySqlFamilyServer.shared(flavor);
    }

    @BeforeAll
    void openPool() {
        database = server.createDatabase("transforms");
        pool = MySqlPools.open(
                server.jdbcUrl(database), server.user(), server.password(), "test", 4, Duration.ofSeconds(30));
    }

    @AfterAll
    void closePool() {
        pool.close();
    }

    private static String type(Stored type) {
        return switch (type) {
            case TEXT -> "varchar(200) CHARACTER SET utf8mb4";
            case CHAR8 -> "char(8) CHARACTER SET utf8mb4";
            case INTEGER -> "int";
            case BIGINT -> "bigint";
            case DECIMAL -> "decimal(12,3)";
            case BOOLEAN -> "tinyint(1)";
            case DATE -> "date";
            case TIMESTAMP -> "datetime(6)";
            case LABEL -> "enum('eu', 'EU', 'us') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
        };
    }

    @Override
    protected TableSchema create(List<Stored> types, List<List<@Nullable String>> rows) {
        String name = "raw" + tables++;
        String columns = IntStream.range(0, types.size())
                .mapToObj(i -> ", " + (char) ('a' + i) + " " + type(types.get(i)))
                .collect(Collectors.joining());
        server.execute(database, "CREATE TABLE " + name + " (id int PRIMARY KEY" + columns + ")");
        TableSchema schema = new MySqlSchemaReader("source", pool)
                .read(new TableRef(database, name))
                .orElseThrow();
        List<Column> stored = schema.columns();
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO " + name + " VALUES (?" + ", ?".repeat(types.size()) + ")")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < rows.size(); i++) {
                insert.setInt(1, i);
                for (int j = 0; j < types.size(); j++) {
                    MySqlValues.of(stored.get(j + 1))
                            .bind(insert, j + 2, rows.get(i).get(j));
                }
                insert.executeUpdate();
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return schema;
    }

    @Override
    protected OpenSnapshot open() {
        MySqlSnapshot snapshot = MySqlSnapshot.open(Side.SOURCE, pool, Duration.ofSeconds(60));
        return new OpenSnapshot(snapshot.reader(), snapshot::close);
    }
}
