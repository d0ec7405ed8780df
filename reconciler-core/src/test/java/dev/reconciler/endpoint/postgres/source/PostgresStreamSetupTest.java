package dev.reconciler.endpoint.postgres.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.contract.StreamSetupContract;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.write.PostgresSlotJournal;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.position.Position;
import dev.reconciler.schema.Column;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A slot and a publication; the database is the journal's, too. */
@Tag("db")
class PostgresStreamSetupTest extends StreamSetupContract {
    private static final int VERSION = PostgresCluster.majorVersion();

    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String database = cluster.createDatabase("setup");
    private final HikariDataSource pool = Tables.pool(cluster, database);

    PostgresStreamSetupTest() {
        TargetSchema.migrate(pool);
    }

    @AfterEach
    void close() {
        setup().drop();
        pool.close();
    }

    @Override
    protected StreamSetup setup() {
        return setup(new PostgresSlotJournal(pool, "shop", LsnFormat.INSTANCE));
    }

    private StreamSetup setup(StreamJournal journal) {
        return new PostgresStreamSetup(
                "shop",
                new PostgresSlot(pool, database),
                new PostgresPublication(pool, "shop"),
                journal,
                new PostgresSlotJournal(pool, "shop", LsnFormat.INSTANCE));
    }

    @Override
    protected MappedTable table(String name) {
        execute("CREATE TABLE IF NOT EXISTS " + name + " (id int PRIMARY KEY, v text)");
        return new Tables(pool, pool).sameName(name, null);
    }

    @Override
    protected void insert(MappedTable table, int id) {
        execute("INSERT INTO " + table.source() + " VALUES (" + id + ")");
    }

    @Override
    protected Position writePosition() {
        return Lsn.parse(String.valueOf(cluster.query(database, "SELECT pg_current_wal_insert_lsn()::text AS lsn")
                .get(0)
                .get("lsn")));
    }

    @Override
    protected void occupy() {
        execute("SELECT pg_create_logical_replication_slot('" + database + "', 'pgoutput')");
    }

    private void execute(String... statements) {
        cluster.execute(database, statements);
    }

    @Test
    void slotOfAStartThatDiedBeforeItsOriginWasRecordedIsReplaced() {
        setup().publish(List.of(table("one")));
        StreamSetup dying = setup(new DyingJournal());
        assertThatThrownBy(() -> dying.ensure(StreamSetup.Steps.NONE)).hasMessage("the process died");
        assertThat(setup().isRecorded()).isFalse();
        assertThat(setup().retainedBytes()).isPresent();

        setup().requireReadable(setup().ensure(StreamSetup.Steps.NONE));
    }

    /** Of a process that dies when the slot exists. */
    private static final class DyingJournal implements StreamJournal {
        @Override
        public void created(StreamOrigin origin) {
            throw new IllegalStateException("the process died");
        }

        @Override
        public Optional<StreamOrigin> origin() {
            return Optional.empty();
        }

        @Override
        public void forget() {}
    }

    /** @param since the first version that has this */
    record Tampering(int since, String sql) {
        @Override
        public String toString() {
            return sql + " (" + since + ")";
        }
    }

    /** Those that the server's version has. */
    static Stream<Tampering> tamperings() {
        return Stream.of(
                        new Tampering(14, "ALTER PUBLICATION shop SET (publish = 'insert')"),
                        new Tampering(14, "ALTER PUBLICATION shop SET (publish_via_partition_root = false)"),
                        new Tampering(14, "ALTER PUBLICATION shop SET TABLE one"),
                        new Tampering(15, "ALTER PUBLICATION shop SET TABLE one WHERE (id > 5), two"),
                        new Tampering(15, "ALTER PUBLICATION shop SET TABLE one (id), two"),
                        new Tampering(15, "ALTER PUBLICATION shop ADD TABLES IN SCHEMA extra"),
                        new Tampering(18, "ALTER PUBLICATION shop SET (publish_generated_columns = none)"))
                .filter(tampering -> tampering.since() <= VERSION);
    }

    @ParameterizedTest
    @MethodSource("tamperings")
    void publicationThatSomebodyChangedIsRecognizedAndRepaired(Tampering tampering) {
        List<MappedTable> tables = List.of(table("one"), table("two"));
        execute("CREATE SCHEMA extra");
        setup().publish(tables);
        assertThat(setup().isPublished(tables)).isTrue();

        execute(tampering.sql());
        assertThat(setup().isPublished(tables)).isFalse();

        setup().publish(tables);
        assertThat(setup().isPublished(tables)).isTrue();
    }

    @Test
    void generatedColumnIsPublishedFromVersion18OnAndRefusedBefore() {
        execute("CREATE TABLE sums (id int PRIMARY KEY, a int, twice int GENERATED ALWAYS AS (a * 2) STORED)");
        MappedTable sums = withGenerated(new Tables(pool, pool).sameName("sums", null), "twice");

        if (VERSION >= 18) {
            setup().publish(List.of(sums));
            assertThat(setup().isPublished(List.of(sums))).isTrue();
        } else {
            assertThatThrownBy(() -> setup().publish(List.of(sums)))
                    .isInstanceOf(PublicationRefusedException.class)
                    .hasMessageContaining("twice is generated");
            assertThat(setup().isPublished(List.of(sums))).isFalse();
        }
    }

    /** A mapping that reads the column's changes, which the resolver of mappings makes for no version so far. */
    private static MappedTable withGenerated(MappedTable table, String name) {
        Column plain = table.columns().get(1).target();
        Column generated = new Column(name, plain.type(), true, true, false, false, false);
        List<MappedColumn> columns = new ArrayList<>(table.columns());
        columns.add(new MappedColumn(generated, plain, Transform.DIRECT));
        return new MappedTable(
                table.id(), table.source(), table.target(), columns, table.key(), table.tenant(), table.parents());
    }

    @Test
    void publicationOfEveryTableIsNotTheMappedTables() {
        List<MappedTable> tables = List.of(table("one"));
        execute("CREATE PUBLICATION shop FOR ALL TABLES");
        assertThat(setup().isPublished(tables)).isFalse();
    }

    @Test
    void partitionedTableIsPublishedByItsRoot() {
        execute(
                "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100)");
        List<MappedTable> tables = List.of(new Tables(pool, pool).sameName("parts", null));
        setup().publish(tables);
        execute("CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (100) TO (200)");

        assertThat(setup().isPublished(tables)).isTrue();
        assertThat(cluster.query(database, "SELECT tablename FROM pg_publication_tables WHERE pubname = 'shop'"))
                .extracting(row -> row.get("tablename"))
                .containsExactly("parts");
    }
}
