package dev.reconciler.cdc.capture.debezium.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.reconciler.endpoint.postgres.source.PublicationRefusedException;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class PublicationTest {
    @TempDir
    Path spill;

    private SourceFixture source;

    @BeforeEach
    void createSource() {
        source = new SourceFixture(
                PostgresCluster.shared(),
                spill,
                "CREATE TABLE good (id int PRIMARY KEY, v text)",
                "CREATE TABLE bad (id int PRIMARY KEY, v text)");
    }

    @AfterEach
    void stop() {
        source.publication.drop();
        source.close();
    }

    /** Published without a usable replica identity, the table would refuse the application's UPDATE and DELETE. */
    @Test
    void aTableWithoutUsableReplicaIdentityIsRefusedAndProductionStillUpdates() {
        MappedTable good = source.table("good", null);
        MappedTable bad = source.table("bad", null);
        source.execute("ALTER TABLE bad REPLICA IDENTITY NOTHING", "INSERT INTO bad VALUES (1, 'a')");

        assertThatThrownBy(() -> source.publication.ensure(List.of(good, bad)))
                .isInstanceOf(PublicationRefusedException.class)
                .hasMessageContaining("table public.bad: it has REPLICA IDENTITY NOTHING")
                .hasMessageContaining("REPLICA IDENTITY")
                .hasMessageNotContaining("good");

        assertThat(source.publication.exists()).isFalse();
        source.publication.ensure(List.of(good));
        assertThatThrownBy(() -> source.publication.ensure(List.of(good, bad)))
                .isInstanceOf(PublicationRefusedException.class);
        source.execute("UPDATE bad SET v = 'b'", "DELETE FROM bad");
        assertThat(published()).isEqualTo("good");
    }

    @Test
    void aPartitionWithoutReplicaIdentityIsFoundBehindItsRoot() {
        source.execute(
                "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20)",
                "ALTER TABLE p2 REPLICA IDENTITY NOTHING");
        MappedTable table = source.table("p", null);
        assertThatThrownBy(() -> source.publication.ensure(List.of(table)))
                .isInstanceOf(PublicationRefusedException.class)
                .hasMessageContaining("partition public.p2 has REPLICA IDENTITY NOTHING")
                .hasMessageNotContaining("p1");
    }

    /** Without giving way, the two would wait for each other, and the server would end one of them: perhaps the application's. */
    @Test
    void publishingGivesWayToAMigrationThatLocksTheTablesInAnotherOrder() throws Exception {
        List<MappedTable> tables = List.of(source.table("bad", null), source.table("good", null));
        CompletableFuture<Void> publishing;
        try (Connection migration = source.cluster.connect(source.database);
                Statement statement = migration.createStatement()) {
            migration.setAutoCommit(false);
            statement.execute("SET deadlock_timeout = '5s'");
            // Lets sessions read, as a migration mostly does, and holds until its end what publishing asks for.
            statement.execute("CREATE INDEX ON good (v)");
            publishing = CompletableFuture.runAsync(() -> source.publication.ensure(tables));
            await().atMost(CollectingSink.PATIENCE).until(() -> Long.valueOf(1)
                    .equals(source.value("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation ="
                            + " 'good'::regclass AND database = (SELECT oid FROM pg_database WHERE datname ="
                            + " current_database())")));

            statement.execute("ALTER TABLE bad ADD COLUMN w int");

            migration.commit();
        }
        publishing
                .orTimeout(CollectingSink.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        assertThat(published()).isEqualTo("bad,good");
    }

    @Test
    void deferrablePrimaryKeyIsNoReplicaIdentityAndIsRefused() {
        source.execute("CREATE TABLE d (id int PRIMARY KEY DEFERRABLE, v text)", "INSERT INTO d VALUES (1, 'a')");
        MappedTable table = source.table("d", null);

        assertThatThrownBy(() -> source.publication.ensure(List.of(table)))
                .isInstanceOf(PublicationRefusedException.class)
                .hasMessageContaining("table public.d: it has a deferrable primary key")
                .hasMessageContaining("ALTER TABLE public.d REPLICA IDENTITY");

        assertThat(source.publication.exists()).isFalse();
        source.execute("UPDATE d SET v = 'b'", "ALTER TABLE d REPLICA IDENTITY FULL");
        source.publication.ensure(List.of(table));
        source.execute("UPDATE d SET v = 'c'", "DELETE FROM d");
    }

    @Test
    void partitionedTableWithoutPrimaryKeyIsRefusedBeforeALaterPartitionCanFail() {
        source.execute(
                "CREATE TABLE q (id int NOT NULL, v text) PARTITION BY RANGE (id)",
                "CREATE TABLE q1 PARTITION OF q FOR VALUES FROM (0) TO (10)",
                "ALTER TABLE q1 REPLICA IDENTITY FULL");
        TableRef table = new TableRef("public", "q");

        assertThat(source.publication.unsafe(List.of(table))).singleElement().satisfies(unsafe -> {
            assertThat(unsafe.what()).contains("partitioned", "partition made later would fail");
            assertThat(unsafe.fix()).contains("ALTER TABLE public.q ADD PRIMARY KEY");
        });

        source.execute("ALTER TABLE q ADD PRIMARY KEY (id)");
        source.publication.ensure(List.of(source.table("q", null)));
        source.execute(
                "CREATE TABLE q2 PARTITION OF q FOR VALUES FROM (10) TO (20)",
                "INSERT INTO q VALUES (15, 'a')",
                "UPDATE q SET v = 'b'",
                "DELETE FROM q");
        assertThat(source.publication.unsafe(List.of(table))).isEmpty();
    }

    @Test
    void childrenByInheritanceAreRefusedAndALaterOneIsNotPublishedAlong() {
        source.execute("CREATE TABLE parent (id int PRIMARY KEY, v text)");
        MappedTable table = source.table("parent", null);
        source.publication.ensure(List.of(table));
        source.execute("CREATE TABLE child () INHERITS (parent)", "INSERT INTO child VALUES (1, 'a')");

        assertThat(source.publication.unsafe(List.of(table.source())))
                .singleElement()
                .satisfies(unsafe -> assertThat(unsafe.what()).contains("child by inheritance, public.child"));
        assertThatThrownBy(() -> source.publication.ensure(List.of(table)))
                .isInstanceOf(PublicationRefusedException.class)
                .hasMessageContaining("reconciler cleanup --publication");
        source.execute("UPDATE parent SET v = 'b'", "UPDATE child SET v = 'c'", "DELETE FROM parent");
    }

    @Test
    void identitiesThatAreTakenAwayLaterAreNamedWithTheirRelation() {
        source.execute(
                "CREATE TABLE r (id int PRIMARY KEY, v text) PARTITION BY RANGE (id)",
                "CREATE TABLE r1 PARTITION OF r FOR VALUES FROM (0) TO (10)");
        MappedTable table = source.table("r", null);
        source.publication.ensure(List.of(table));

        source.execute("ALTER TABLE r1 REPLICA IDENTITY NOTHING");

        assertThat(source.publication.unsafe(List.of(table.source())))
                .singleElement()
                .satisfies(unsafe -> {
                    assertThat(unsafe.table()).isEqualTo(table.source());
                    assertThat(unsafe.what()).contains("partition public.r1 has REPLICA IDENTITY NOTHING");
                });
    }

    @Test
    void aReplicaIdentityThatLacksTheMappingsKeyIsRefused() {
        source.execute("CREATE TABLE k (id int PRIMARY KEY, code text NOT NULL UNIQUE)");
        MappedTable byId = source.table("k", null);
        MappedTable byCode =
                new MappedTable(byId.id(), byId.source(), byId.target(), byId.columns(), List.of(1), -1, List.of());
        assertThatThrownBy(() -> source.publication.ensure(List.of(byCode)))
                .isInstanceOf(PublicationRefusedException.class)
                .hasMessageContaining("lacks the mapping's key (code)");
        source.execute("ALTER TABLE k REPLICA IDENTITY USING INDEX k_code_key");
        source.publication.ensure(List.of(byCode));
    }

    @Test
    void aTableThatJoinsOrLeavesTheMappingJoinsOrLeavesThePublication() {
        source.publication.ensure(List.of(source.table("good", null)));
        source.publication.ensure(List.of(source.table("good", null), source.table("bad", null)));
        assertThat(published()).isEqualTo("bad,good");
        source.publication.ensure(List.of(source.table("bad", null)));
        assertThat(published()).isEqualTo("bad");
    }

    private Object published() {
        return source.value("SELECT string_agg(tablename, ',' ORDER BY tablename) FROM pg_publication_tables");
    }
}
