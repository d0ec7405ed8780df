package dev.reconciler.endpoint.postgres.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.row.LogicalType;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ForeignKey;
import dev.reconciler.schema.ReplicaIdentity;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import dev.reconciler.schema.TableSchema;
import dev.reconciler.schema.UniqueIndex;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class PostgresSchemaReaderTest {
    private final PostgresCluster cluster = PostgresCluster.shared();
    private String database;
    private HikariDataSource pool;
    private PostgresSchemaReader reader;

    @BeforeEach
    void open() {
        database = cluster.createDatabase("catalog");
        pool = Tables.pool(cluster, database);
        reader = new PostgresSchemaReader(Side.SOURCE, pool);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private TableSchema read(String name) {
        return reader.read(TableRef.parse(name, "public")).orElseThrow();
    }

    @Test
    void columnsSayWhatTheyAre() {
        cluster.execute(
                database,
                "CREATE SCHEMA own",
                "CREATE DOMAIN own.positive AS numeric(9,2) NOT NULL DEFAULT 1 CHECK (VALUE > 0)",
                "CREATE DOMAIN own.deeper AS own.positive",
                "CREATE TYPE own.mood AS ENUM ('x')",
                "CREATE TYPE own.text AS (a int)",
                "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, dropped int, d own.deeper, m own.mood, o"
                        + " own.text, v varchar(20) DEFAULT 'x' NOT NULL, g int GENERATED ALWAYS AS (1 + 1) STORED, p"
                        + " text, c char(3), ts timestamp(3), tz timestamptz, a int[], u uuid, j jsonb)",
                "ALTER TABLE t ALTER COLUMN p SET STORAGE PLAIN",
                "ALTER TABLE t DROP COLUMN dropped");

        assertThat(read("t").columns())
                .extracting(Column::name, c -> c.type().sqlName(), c -> c.type().logical())
                .containsExactly(
                        tuple("id", "integer", LogicalType.INTEGER),
                        tuple("d", "numeric(9,2)", LogicalType.DECIMAL),
                        tuple("m", "own.mood", LogicalType.ENGINE_TEXT),
                        tuple("o", "own.text", LogicalType.ENGINE_TEXT),
                        tuple("v", "character varying(20)", LogicalType.TEXT),
                        tuple("g", "integer", LogicalType.INTEGER),
                        tuple("p", "text", LogicalType.TEXT),
                        tuple("c", "character(3)", LogicalType.PADDED_TEXT),
                        tuple("ts", "timestamp(3) without time zone", LogicalType.TIMESTAMP),
                        tuple("tz", "timestamp with time zone", LogicalType.INSTANT),
                        tuple("a", "integer[]", LogicalType.ENGINE_TEXT),
                        tuple("u", "uuid", LogicalType.UUID),
                        tuple("j", "jsonb", LogicalType.JSON));
        assertThat(read("t").columns())
                .filteredOn(Column::nullable)
                .extracting(Column::name)
                .containsExactly("m", "o", "g", "p", "c", "ts", "tz", "a", "u", "j");
        assertThat(read("t").columns())
                .filteredOn(Column::hasDefault)
                .extracting(Column::name)
                .containsExactly("d", "v");
        assertThat(read("t").columns())
                .filteredOn(Column::generated)
                .extracting(Column::name)
                .containsExactly("g");
        assertThat(read("t").columns())
                .filteredOn(Column::identity)
                .extracting(Column::name)
                .containsExactly("id");
        assertThat(read("t").columns())
                .filteredOn(Column::mayBeOmitted)
                .extracting(Column::name)
                .containsExactly("d", "o", "v", "c", "a", "j");
    }

    @Test
    void keysKeepTheirOrderAndIndexesThatDoNotIdentifyAreLeftOut() {
        cluster.execute(
                database,
                "CREATE TABLE t (a int, b int, c int NOT NULL, d int, PRIMARY KEY (b, a) INCLUDE (d))",
                "CREATE UNIQUE INDEX t_c ON t (c) INCLUDE (d)",
                "CREATE UNIQUE INDEX t_dc ON t (d, c)",
                "CREATE UNIQUE INDEX t_partial ON t (c) WHERE d > 0",
                "CREATE UNIQUE INDEX t_expression ON t ((c + 1))",
                "CREATE INDEX t_plain ON t (c)",
                "ALTER TABLE t ADD CONSTRAINT t_later UNIQUE (c) DEFERRABLE");

        assertThat(read("t").primaryKey()).containsExactly("b", "a");
        assertThat(read("t").uniqueIndexes())
                .containsExactly(
                        new UniqueIndex("t_c", List.of("c"), true), new UniqueIndex("t_dc", List.of("d", "c"), false));
        assertThat(read("t").replicaIdentity()).isEqualTo(new ReplicaIdentity(false, List.of("b", "a")));
        cluster.execute(database, "ALTER TABLE t REPLICA IDENTITY USING INDEX t_c");
        assertThat(read("t").replicaIdentity()).isEqualTo(new ReplicaIdentity(false, List.of("c")));
        cluster.execute(database, "ALTER TABLE t REPLICA IDENTITY FULL");
        assertThat(read("t").replicaIdentity().covers(List.of("d"))).isTrue();
        cluster.execute(database, "ALTER TABLE t REPLICA IDENTITY NOTHING");
        assertThat(read("t").replicaIdentity().covers(List.of("a"))).isFalse();
    }

    @Test
    void foreignKeysPairTheirColumnsOncePerConstraint() {
        cluster.execute(
                database,
                "CREATE SCHEMA own",
                "CREATE TABLE own.parent (x int, y int, PRIMARY KEY (x, y)) PARTITION BY RANGE (x)",
                "CREATE TABLE own.p1 PARTITION OF own.parent FOR VALUES FROM (0) TO (5)",
                "CREATE TABLE child (id int PRIMARY KEY, up int REFERENCES child DEFERRABLE, py int, px int,"
                        + " CONSTRAINT child_parent FOREIGN KEY (py, px) REFERENCES own.parent (y, x))");

        TableRef child = new TableRef("public", "child");
        assertThat(read("child").foreignKeys())
                .containsExactly(
                        new ForeignKey(
                                "child_parent",
                                child,
                                List.of("py", "px"),
                                new TableRef("own", "parent"),
                                List.of("y", "x"),
                                false),
                        new ForeignKey("child_up_fkey", child, List.of("up"), child, List.of("id"), true));
        assertThat(read("own.parent").storage().partitioned()).isTrue();
        assertThat(reader.tables()).containsExactly(new TableRef("own", "parent"), child);
    }

    @Test
    void triggersOfUsersThatFireAreNamedAndATableThatIsNotThereIsEmpty() {
        cluster.execute(
                database,
                "CREATE TABLE t (id int PRIMARY KEY, up int REFERENCES t)",
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER on_row BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
                "CREATE TRIGGER disabled BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()",
                "ALTER TABLE t DISABLE TRIGGER disabled",
                "CREATE VIEW v AS SELECT * FROM t");

        assertThat(read("t").userTriggers()).containsExactly("on_row");
        assertThat(read("t").storage().estimatedRows()).isEqualTo(-1);
        assertThat(reader.read(new TableRef("public", "v"))).isEmpty();
        assertThat(reader.read(new TableRef("public", "nothing"))).isEmpty();
    }
}
