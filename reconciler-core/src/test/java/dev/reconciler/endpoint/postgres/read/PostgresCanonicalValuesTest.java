package dev.reconciler.endpoint.postgres.read;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.CanonicalValuesContract;
import dev.reconciler.contract.OpenSnapshot;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Side;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

@Tag("db")
class PostgresCanonicalValuesTest extends CanonicalValuesContract {
    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String database = cluster.createDatabase("values");
    private final HikariDataSource pool = Tables.pool(cluster, database);
    private int tables;

    @AfterAll
    void close() {
        pool.close();
    }

    @Override
    protected List<OpenSnapshot> snapshots() {
        return Stream.of(Side.values()).map(this::snapshot).toList();
    }

    private OpenSnapshot snapshot(Side side) {
        PostgresSnapshot snapshot = PostgresSnapshot.open(side, pool, SnapshotLimits.DEFAULT);
        return new OpenSnapshot(snapshot.reader(), snapshot::close);
    }

    @Override
    protected MappedTable table(LogicalType type, List<String> values) {
        String name = "t" + ++tables;
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            rows.add("(" + i + ", (" + values.get(i) + ")::" + sql(type) + ")");
        }
        cluster.execute(
                database,
                "CREATE TABLE " + name + " (id int PRIMARY KEY, v " + sql(type) + "); INSERT INTO " + name + " VALUES "
                        + String.join(", ", rows));
        return new Tables(pool, pool).sameName(name, null);
    }

    private static String sql(LogicalType type) {
        return switch (type) {
            case INTEGER -> "bigint";
            case BOOLEAN -> "boolean";
            case DECIMAL -> "numeric";
            case FLOAT4 -> "real";
            case FLOAT8 -> "double precision";
            case TEXT, ENGINE_TEXT -> "text";
            case PADDED_TEXT -> "char(10)";
            case BYTES -> "bytea";
            case DATE -> "date";
            case TIME -> "time";
            case TIMESTAMP -> "timestamp";
            case INSTANT -> "timestamptz";
            case UUID -> "uuid";
            case JSON -> "jsonb";
            case BIT -> "bit varying";
        };
    }

    @Override
    protected String expression(LogicalType type, String literal) {
        return "'" + literal + "'";
    }

    /** In sessions with standard_conforming_strings, where a backslash is a character. */
    @Override
    protected Map<String, String> spellings(LogicalType type) {
        return switch (type) {
            case INTEGER -> Map.of("'+1'", "1", "1.4", "1", "'-0'", "0", "007", "7");
            case BOOLEAN -> Map.of("'yes'", "1", "'off'", "0", "'t'", "1");
            case DECIMAL ->
                Map.of("1.0000", "1", "1e2", "100", "-0.00", "0", "0.10", "0.1", "'nan'", "NaN", "12e-1", "1.2");
            case FLOAT4 -> Map.of("'-0'", "00000000", "'NaN'", "7fc00000", "'inf'", "7f800000", "'-inf'", "ff800000");
            case FLOAT8 ->
                Map.of(
                        "'-0'",
                        "0000000000000000",
                        "'Infinity'::float8 - 'Infinity'",
                        "7ff8000000000000",
                        "'inf'",
                        "7ff0000000000000");
            case TEXT -> Map.of("E'\\u00e9'", "\u00e9", "chr(97)", "a", "'a'::char(5)::text", "a");
            case PADDED_TEXT -> Map.of("'a   '", "a", "'          '", "");
            case BYTES -> Map.of("'\\xAB'", "ab", "'\\001a'", "0161", "decode('AA==', 'base64')", "00");
            case DATE -> Map.of("'20240229'", "2024-02-29", "'Feb 29 2024'", "2024-02-29");
            case TIME -> Map.of("'01:00 pm'", "13:00:00", "'00:00:00.120'", "00:00:00.12", "'24:00'", "24:00:00");
            case TIMESTAMP -> Map.of("'2024-01-01T10:00:00.50'", "2024-01-01 10:00:00.5", "'infinity'", "infinity");
            case INSTANT ->
                Map.of(
                        "'2024-03-31 03:00+02'",
                        "2024-03-31 01:00:00+00",
                        "'2024-10-27 02:30 CEST'",
                        "2024-10-27 00:30:00+00");
            case UUID -> Map.of("'{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}'", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
            case JSON -> Map.of("'{\"b\":1,\"a\":2}'", "{\"a\": 2, \"b\": 1}", "'{\"a\":1,\"a\":2}'", "{\"a\": 2}");
            case BIT -> Map.of("5::bit(3)", "101", "X'0F'", "00001111");
            case ENGINE_TEXT -> Map.of();
        };
    }

    @Override
    protected List<DigestMethod> digestMethods() {
        return List.of(DigestMethod.values());
    }
}
