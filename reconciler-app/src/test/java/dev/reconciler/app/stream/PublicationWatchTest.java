package dev.reconciler.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.wiring.RealTime;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.source.PostgresPublication;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.PostgresStreamSetup;
import dev.reconciler.endpoint.postgres.write.PostgresSlotJournal;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.problem.ProblemKey;
import dev.reconciler.problem.ProblemListener;
import dev.reconciler.problem.Problems;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

@Tag("db")
class PublicationWatchTest {
    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String database = cluster.createDatabase("watch");
    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final Problems problems = new Problems(RealTime.CLOCK, ProblemListener.NONE);

    @Test
    void publishedTableThatComesToFailTheApplicationIsNamedUntilItIsRepaired() {
        source.setUrl(cluster.jdbcUrl(database));
        source.setUser(cluster.user());
        source.setPassword(cluster.password());
        cluster.execute(
                database,
                "CREATE TABLE parted (id int PRIMARY KEY, v text) PARTITION BY RANGE (id)",
                "CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE rest PARTITION OF parted DEFAULT");
        MappedTable table = new Tables(source, source).sameName("parted", null);
        PostgresPublication publication = new PostgresPublication(source, "watched");
        publication.ensure(List.of(table));
        PublicationWatch watch = new PublicationWatch(setup(publication), List.of(table), problems);
        watch.run();
        assertThat(problems.open()).isEmpty();

        cluster.execute(
                database, "ALTER TABLE part REPLICA IDENTITY NOTHING", "ALTER TABLE rest REPLICA IDENTITY NOTHING");
        watch.run();

        assertThat(problems.open()).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo(ProblemKey.ofTable("publication", table.id()));
            assertThat(problem.cause())
                    .contains(
                            "partition public.part has REPLICA IDENTITY NOTHING",
                            "partition public.rest has REPLICA IDENTITY NOTHING");
            assertThat(problem.action())
                    .contains(
                            "ALTER TABLE public.part REPLICA IDENTITY",
                            "ALTER PUBLICATION \"watched\" DROP TABLE \"public\".\"parted\"");
        });

        cluster.execute(database, "ALTER TABLE part REPLICA IDENTITY FULL", "ALTER TABLE rest REPLICA IDENTITY FULL");
        watch.run();
        assertThat(problems.open()).isEmpty();
    }

    @Test
    void tableAddedToThePublicationIsNamedIfItsStatementsFail() {
        source.setUrl(cluster.jdbcUrl(database));
        source.setUser(cluster.user());
        source.setPassword(cluster.password());
        cluster.execute(
                database,
                "CREATE TABLE mapped (id int PRIMARY KEY)",
                "CREATE TABLE harmless (id int PRIMARY KEY)",
                "CREATE TABLE \"Odd log\" (line text)");
        MappedTable table = new Tables(source, source).sameName("mapped", null);
        PostgresPublication publication = new PostgresPublication(source, "watched_too");
        publication.ensure(List.of(table));
        PublicationWatch watch = new PublicationWatch(setup(publication), List.of(table), problems);

        cluster.execute(database, "ALTER PUBLICATION watched_too ADD TABLE harmless, \"Odd log\"");
        watch.run();

        assertThat(problems.open()).singleElement().satisfies(problem -> {
            assertThat(problem.key().toString()).contains("Odd log");
            assertThat(problem.cause()).contains("has neither a primary key nor another replica identity");
            cluster.execute(
                    database, problem.action().substring(problem.action().lastIndexOf(": ") + 2));
        });
        watch.run();
        assertThat(problems.open()).isEmpty();
    }

    /** Returns the set-up of a stream without a slot. */
    private StreamSetup setup(PostgresPublication publication) {
        PostgresSlotJournal journal = new PostgresSlotJournal(source, "watch", LsnFormat.INSTANCE);
        return new PostgresStreamSetup("watch", new PostgresSlot(source, "watch"), publication, journal, journal);
    }
}
