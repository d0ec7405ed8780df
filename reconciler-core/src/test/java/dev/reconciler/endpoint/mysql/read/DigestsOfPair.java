package dev.reconciler.endpoint.mysql.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.OpenSnapshot;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.mysql.value.MySqlValues;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.endpoint.postgres.read.PostgresReaders;
import dev.reconciler.endpoint.postgres.read.PostgresSchemaReader;
import dev.reconciler.endpoint.read.ChunkReader;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TableMapping.ColumnMapping;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.Digest;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import dev.reconciler.types.EdgeValues;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * PostgreSQL beside MySQL or MariaDB, in both directions: a table with a column of each mapped type, whose rows hold the values at the
 * edges of the type. Equal rows have equal digests, chunk by chunk. {@code TypeContractTest} shows that each different value is told apart.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DigestsOfPair {
    private static final int ROWS = 26;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final MySqlFamilyServer server;
    private final PostgresCluster cluster = PostgresCluster.shared();
    private final List<EdgeValues> pairs = EdgeValues.ofBothServers();
    private String database;
    private HikariDataSource mysql;
    private HikariDataSource postgres;
    private List<Column> columns;
    private SchemaReader mysqlSchema;
    private SchemaReader postgresSchema;

    /** The direction of a pipeline. */
    enum Direction {
        FROM_POSTGRES,
        TO_POSTGRES
    }

    DigestsOfPair(Flavor flavor) {
        server = MySqlFamilyServer.shared(flavor);
    }

    @BeforeAll
    void open() throws SQLException {
        database = server.createDatabase("pair");
        server.execute(
                database,
                "CREATE TABLE edges (id int PRIMARY KEY, tenant varchar(9) NOT NULL, "
                        + columns(EdgeValues::mysql, " NULL") + ")");
        mysql = MySqlPools.open(
                server.jdbcUrl(database), server.user(), server.password(), "test", 8, Duration.ofSeconds(30));
        mysqlSchema = new MySqlSchemaReader("source", mysql);
        String other = cluster.createDatabase("pair");
        cluster.execute(
                other,
                "CREATE TABLE edges (id int PRIMARY KEY, tenant varchar(9) NOT NULL, "
                        + columns(EdgeValues::postgres, "") + ")");
        postgres = Tables.pool(cluster, other);
        postgresSchema = new PostgresSchemaReader(Side.SOURCE, postgres);
        fill();
    }

    private String columns(Function<EdgeValues, String> type, String constraint) {
        return IntStream.range(0, pairs.size())
                .mapToObj(i -> "c" + i + " " + type.apply(pairs.get(i)) + constraint)
                .collect(Collectors.joining(", "));
    }

    @AfterAll
    void close() {
        mysql.close();
        postgres.close();
    }

    /** Values in turn, NULL as the last. */
    private @Nullable String value(int column, int row) {
        List<String> values = pairs.get(column).values();
        int index = row % (values.size() + 1);
        return index == values.size() ? null : values.get(index);
    }

    /** Gives each row of MySQL another row's value of the column. */
    private void shift(int column, int shift) throws SQLException {
        try (Connection connection = mysql.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE edges SET c" + column + " = ? WHERE id = ?")) {
            for (int row = 0; row < ROWS; row++) {
                MySqlValues.of(columns.get(column)).bind(update, 1, value(column, row + shift));
                update.setInt(2, row);
                assertThat(update.executeUpdate()).isOne();
            }
        }
    }

    private static String tenant(int row) {
        return row % 3 == 0 ? "Acme" : "acme";
    }

    private void fill() throws SQLException {
        columns = mysqlSchema.read(new TableRef(database, "edges")).orElseThrow().columns().stream()
                .skip(2)
                .toList();
        String places = ", ?".repeat(pairs.size());
        String casts = pairs.stream()
                .map(pair -> ", ?::"
                        + PostgresTypes.named(pair.postgres()).structure().castName())
                .collect(Collectors.joining());
        try (Connection toMysql = mysql.getConnection();
                Connection toPostgres = postgres.getConnection();
                PreparedStatement here = toMysql.prepareStatement("INSERT INTO edges VALUES (?, ?" + places + ")");
                PreparedStatement there = toPostgres.prepareStatement("INSERT INTO edges VALUES (?, ?" + casts + ")")) {
            toMysql.setAutoCommit(false);
            for (int row = 0; row < ROWS; row++) {
                here.setInt(1, row);
                here.setString(2, tenant(row));
                there.setInt(1, row);
                there.setString(2, tenant(row));
                for (int i = 0; i < pairs.size(); i++) {
                    MySqlValues.of(columns.get(i)).bind(here, i + 3, value(i, row));
                    there.setString(i + 3, value(i, row));
                }
                here.executeUpdate();
                there.executeUpdate();
            }
            toMysql.commit();
        }
    }

    /** The table with these columns beside key and tenant. */
    private MappedTable table(Direction direction, IntPredicate columns) {
        return table(direction, columns, Map.of());
    }

    private MappedTable table(Direction direction, IntPredicate columns, Map<String, ColumnMapping> mapped) {
        TableRef here = new TableRef(database, "edges");
        TableRef there = new TableRef("public", "edges");
        Set<String> others = IntStream.range(0, pairs.size())
                .filter(columns.negate())
                .mapToObj(i -> "c" + i)
                .collect(Collectors.toSet());
        boolean fromPostgres = direction == Direction.FROM_POSTGRES;
        TableMapping mapping = new TableMapping(
                fromPostgres ? there : here, fromPostgres ? here : there, mapped, others, others, "tenant", List.of());
        return new Tables(fromPostgres ? postgresSchema : mysqlSchema, fromPostgres ? mysqlSchema : postgresSchema)
                .resolve(mapping)
                .get(0);
    }

    private OpenSnapshot ofMysql(Direction direction) {
        MySqlSnapshot snapshot =
                MySqlSnapshot.open(direction == Direction.FROM_POSTGRES ? Side.TARGET : Side.SOURCE, mysql, LIMIT);
        return new OpenSnapshot(snapshot.reader(), snapshot::close);
    }

    private OpenSnapshot ofPostgres(Direction direction) {
        return PostgresReaders.open(direction == Direction.FROM_POSTGRES ? Side.SOURCE : Side.TARGET, postgres);
    }

    /** The digests of each row as a chunk of its own. */
    private static List<Map<TenantId, Digest>> chunks(ChunkReader reader, MappedTable table) {
        List<RowKey> bounds = reader.bounds(table, TenantScope.all(), KeyRange.ALL, 1);
        assertThat(bounds).hasSize(ROWS - 1);
        return reader.digestsOfParts(table, TenantScope.all(), KeyRange.ALL, bounds, DigestMethod.CANONICAL);
    }

    /** A column that is never compared has other values in each row. */
    @ParameterizedTest
    @EnumSource
    void columnThatIsNeverComparedIsInNoDigest(Direction direction) throws SQLException {
        MappedTable exact = table(direction, column -> column < 3);
        MappedTable table = table(
                direction,
                column -> column < 3,
                Map.of("c1", new ColumnMapping(List.of(), Transform.DIRECT, ColumnComparison.NEVER)));
        shift(1, 1);
        try (OpenSnapshot here = ofMysql(direction);
                OpenSnapshot there = ofPostgres(direction)) {
            assertThat(chunks(here.reader(), table)).isEqualTo(chunks(there.reader(), table));
            assertThat(chunks(here.reader(), exact)).isNotEqualTo(chunks(there.reader(), exact));
        } finally {
            shift(1, 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalRowsHaveEqualDigestsChunkByChunk(Direction direction) {
        MappedTable table = table(direction, column -> true);
        try (OpenSnapshot here = ofMysql(direction);
                OpenSnapshot there = ofPostgres(direction)) {
            assertThat(chunks(here.reader(), table)).isEqualTo(chunks(there.reader(), table));
            assertThat(here.reader().digests(table, TenantScope.all(), KeyRange.ALL, DigestMethod.CANONICAL))
                    .isEqualTo(there.reader().digests(table, TenantScope.all(), KeyRange.ALL, DigestMethod.CANONICAL))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesDrawTheSameSample(Direction direction) {
        MappedTable table = table(direction, column -> false);
        try (OpenSnapshot here = ofMysql(direction);
                OpenSnapshot there = ofPostgres(direction)) {
            for (long seed : new long[] {0, 1, -1, Long.MIN_VALUE}) {
                assertThat(here.reader().sample(table, TenantScope.all(), KeyRange.ALL, 7, seed))
                        .isEqualTo(there.reader().sample(table, TenantScope.all(), KeyRange.ALL, 7, seed))
                        .hasSize(7);
            }
        }
    }
}
