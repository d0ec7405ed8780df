package dev.reconciler.verify.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.correction.backfill.Filler;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.endpoint.postgres.position.LsnFormat;
import dev.reconciler.endpoint.postgres.read.PostgresSourceDatabase;
import dev.reconciler.endpoint.postgres.read.PostgresTargetDatabase;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerPruning;
import dev.reconciler.endpoint.postgres.write.PostgresLedgerReader;
import dev.reconciler.endpoint.postgres.write.PostgresTargetSettings;
import dev.reconciler.endpoint.postgres.write.PostgresTargetStore;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.endpoint.read.DigestMethod;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TableMapping.ColumnMapping;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.Hash;
import dev.reconciler.mapping.transform.Lookup;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.KeyRange;
import dev.reconciler.row.RowKey;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.Windows;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.Verdict;
import dev.reconciler.window.Window;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table of which a row can't be transformed, filled and compared: with transforms that the source computes, and by streamed rows. */
@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransformedTableTest {
    private static final String PIPELINE = "transformed";

    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String sourceName = cluster.createDatabase("transformed_source");
    private final String targetName = cluster.createDatabase("transformed_target");
    private final HikariDataSource source = Tables.pool(cluster, sourceName);
    private final HikariDataSource target = Tables.pool(cluster, targetName);
    private final PostgresTargetStore store =
            new PostgresTargetStore(target, PIPELINE, LsnFormat.INSTANCE, PostgresTargetSettings.defaults());

    @BeforeAll
    void migrate() {
        TargetSchema.migrate(target);
        store.acquireLease("test");
    }

    @AfterAll
    void close() {
        source.close();
        target.close();
    }

    private MappedTable table(String name, Transform ofName) {
        cluster.execute(
                sourceName,
                "CREATE TABLE " + name + " (id int PRIMARY KEY, status char(2), name text)",
                "INSERT INTO " + name + " SELECT n, 'A', 'Name ' || n FROM generate_series(1, 100) AS n",
                "UPDATE " + name + " SET status = 'Z' WHERE id = 42");
        cluster.execute(targetName, "CREATE TABLE " + name + " (id int PRIMARY KEY, state numeric(9,1), name text)");
        Lookup states = new Lookup(Map.of("A", Optional.of("1.5")), Lookup.Unknown.FAIL);
        return new Tables(source, target)
                .resolve(new TableMapping(
                        new TableRef("public", name),
                        new TableRef("public", name),
                        Map.of("state", new ColumnMapping("status", states), "name", new ColumnMapping("name", ofName)),
                        Set.of(),
                        Set.of(),
                        null,
                        List.of()))
                .get(0);
    }

    private Window window(MappedTable table) {
        return Windows.open(
                new PostgresSourceDatabase(source, SnapshotLimits.DEFAULT),
                new PostgresTargetDatabase(
                        target,
                        SnapshotLimits.DEFAULT,
                        PIPELINE,
                        LsnFormat.INSTANCE,
                        new PostgresLedgerPruning(target, PIPELINE),
                        connection -> new PostgresLedgerReader(connection, PIPELINE)),
                store,
                List.of(table),
                () -> {});
    }

    private ChunkOutcome checksum(MappedTable table) {
        try (Window window = window(table);
                SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            return new ChecksumCheck(
                            table,
                            TenantScope.all(),
                            DigestMethod.CANONICAL,
                            window.lane().doubt(),
                            snapshots)
                    .verify(KeyRange.ALL);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rowThatCantBeTransformedIsTheOnlyOneLeftOutAndReported(boolean streamed) {
        MappedTable table = table(
                streamed ? "streamed" : "computed",
                streamed ? new Hash("a key of sixteen") : new Transform.Uppercase());

        try (Window window = window(table)) {
            Filler.Filled filled = new Filler(store, TenantScope.all()).fill(window.lane(), table, KeyRange.ALL);
            assertThat(filled.written()).isEqualTo(99);
            assertThat(filled.wasEmpty()).isFalse();
        }
        ChunkOutcome outcome = checksum(table);
        assertThat(outcome.verdict()).isEqualTo(Verdict.DIVERGED);
        assertThat(outcome.findings())
                .singleElement()
                .isInstanceOfSatisfying(Finding.MissingInTarget.class, missing -> {
                    assertThat(missing.key()).isEqualTo(RowKey.of("42"));
                    assertThat(missing.source().value(1)).isEqualTo(InvalidValue.of("'Z' is no code of the lookup"));
                });

        cluster.execute(sourceName, "DELETE FROM " + table.source().name() + " WHERE id = 42");
        assertThat(checksum(table).verdict()).isEqualTo(Verdict.AGREED);

        cluster.execute(targetName, "UPDATE " + table.target().name() + " SET name = lower(name) || '0' WHERE id = 7");
        assertThat(checksum(table).findings()).singleElement().isInstanceOf(Finding.FieldMismatch.class);
    }
}
