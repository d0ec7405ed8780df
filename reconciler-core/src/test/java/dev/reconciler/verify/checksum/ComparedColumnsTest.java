package dev.reconciler.verify.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.zaxxer.hikari.HikariDataSource;
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
import dev.reconciler.mapping.ColumnComparison;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TableMapping.ColumnMapping;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.mapping.transform.RegexReplace;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.row.KeyRange;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.Windows;
import dev.reconciler.verify.ChunkOutcome;
import dev.reconciler.verify.RowLimit;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.verify.Verdict;
import dev.reconciler.verify.sample.SampleCheck;
import dev.reconciler.verify.sample.SamplePlan;
import dev.reconciler.verify.sample.SampleSize;
import dev.reconciler.window.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A table of which each row differs within the tolerances of three columns, and in a column that is never compared. Digests differ
 * throughout it, and the checks find exactly the rows that differ by more.
 */
@Tag("db")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComparedColumnsTest {
    private static final String PIPELINE = "compared";
    private static final int ROWS = 3_000;
    /** For each tolerance a row just beyond it, and a row of which one side has NULL. */
    private static final String[] DRIFT = {
        "price = price + 0.001 WHERE id = 17",
        "ratio = ratio * 1.0001 WHERE id = 1999",
        "seen = seen + interval '1 microsecond' WHERE id = 2000",
        "price = NULL WHERE id = 2999",
    };

    private static final List<String> DRIFTED = List.of("17 [price]", "1999 [ratio]", "2000 [seen]", "2999 [price]");

    private final PostgresCluster cluster = PostgresCluster.shared();
    private final String sourceName = cluster.createDatabase("compared_source");
    private final String targetName = cluster.createDatabase("compared_target");
    private final HikariDataSource source = Tables.pool(cluster, sourceName);
    private final HikariDataSource target = Tables.pool(cluster, targetName);
    private final PostgresTargetStore store =
            new PostgresTargetStore(target, PIPELINE, LsnFormat.INSTANCE, PostgresTargetSettings.defaults());

    /** The ways in which the rows' hashes are made. */
    private enum Hashing {
        NATIVE,
        CANONICAL,
        STREAMED;

        DigestMethod method() {
            return this == NATIVE ? DigestMethod.NATIVE : DigestMethod.CANONICAL;
        }
    }

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

    /** Each row of the target lies at the limit of each tolerance. */
    private MappedTable table(String name, Hashing hashing) {
        String definition =
                "(id int PRIMARY KEY, name text, price numeric(12, 3), ratio float8, seen timestamptz, note text)";
        cluster.execute(
                sourceName,
                "CREATE TABLE " + name + definition,
                "INSERT INTO " + name + " SELECT n, 'name', n + 0.99, 200, '2024-02-28 23:59:59+00', 'source' || n"
                        + " FROM generate_series(1, " + ROWS + ") AS n");
        cluster.execute(
                targetName,
                "CREATE TABLE " + name + definition,
                "INSERT INTO " + name + " SELECT n, 'name', n + 1, 202, '2024-02-29 00:00:01+00', 'target'"
                        + " FROM generate_series(1, " + ROWS + ") AS n");
        // No SQL computes this transform. In a column that is never compared, no digest needs it.
        Transform none = new RegexReplace(Pattern.compile("x"), "");
        Map<String, ColumnMapping> columns = new HashMap<>(Map.of(
                "price", compared(new ColumnComparison.Amount(new BigDecimal("0.01"))),
                "ratio", compared(new ColumnComparison.Percent(BigDecimal.ONE)),
                "seen", compared(new ColumnComparison.Time(Duration.ofSeconds(2))),
                "note", new ColumnMapping(List.of(), none, ColumnComparison.NEVER)));
        if (hashing == Hashing.STREAMED) {
            columns.put("name", new ColumnMapping(List.of(), none));
        }
        TableRef ref = new TableRef("public", name);
        return new Tables(source, target)
                .resolve(new TableMapping(ref, ref, columns, Set.of(), Set.of(), null, List.of()))
                .get(0);
    }

    private static ColumnMapping compared(ColumnComparison comparison) {
        return new ColumnMapping(List.of(), Transform.DIRECT, comparison);
    }

    private <T> T inWindow(MappedTable table, BiFunction<Window, SnapshotPair, T> check) {
        try (Window window = Windows.open(
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
                SnapshotPair snapshots = SnapshotPair.open(window.lane(), Runnable::run)) {
            return check.apply(window, snapshots);
        }
    }

    private ChunkOutcome checksum(MappedTable table, Hashing hashing, RowLimit limit) {
        return inWindow(table, (window, snapshots) -> new ChecksumCheck(
                        table,
                        TenantScope.all(),
                        hashing.method(),
                        window.lane().doubt(),
                        snapshots,
                        limit)
                .verify(KeyRange.ALL));
    }

    private ChunkOutcome byBuckets(MappedTable table, Hashing hashing) {
        return inWindow(table, (window, snapshots) -> new BucketCheck(
                        table,
                        TenantScope.all(),
                        hashing.method(),
                        window.lane().doubt(),
                        snapshots,
                        RowLimit.NONE)
                .verify());
    }

    private List<String> sample(MappedTable table) {
        SampleSize all = new SampleSize(0.95, 0.0001);
        return inWindow(
                table,
                (window, snapshots) -> described(new SampleCheck(
                                table, TenantScope.all(), window.lane().doubt(), snapshots, SamplePlan.uniform(all))
                        .verify(KeyRange.ALL, 1)
                        .findings()));
    }

    /** Keys and columns, in the order of keys. */
    private static List<String> described(Collection<? extends Finding> findings) {
        return findings.stream()
                .map(Finding.FieldMismatch.class::cast)
                .sorted(Comparator.comparingInt(
                        found -> Integer.parseInt(found.key().parts().get(0))))
                .map(found -> found.key().parts().get(0) + " " + found.columns())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void onlyDifferencesBeyondAToleranceAreFound(Hashing hashing) {
        MappedTable table = table(hashing.name().toLowerCase(Locale.ROOT), hashing);
        RowLimit twoRows = new NamedRows(2);

        assertThat(checksum(table, hashing, RowLimit.NONE).verdict()).isEqualTo(Verdict.AGREED);
        // Rows that agree don't exceed the limit of rows that differ, although the hashes of all of them differ.
        assertThat(checksum(table, hashing, twoRows)).isEqualTo(checksum(table, hashing, RowLimit.NONE));
        assertThat(byBuckets(table, hashing).verdict()).isEqualTo(Verdict.AGREED);
        assertThat(sample(table)).isEmpty();

        for (String drift : DRIFT) {
            cluster.execute(targetName, "UPDATE " + table.target().name() + " SET " + drift);
        }
        assertThat(described(checksum(table, hashing, RowLimit.NONE).findings()))
                .isEqualTo(DRIFTED);
        assertThat(described(byBuckets(table, hashing).findings())).isEqualTo(DRIFTED);
        assertThat(sample(table)).isEqualTo(DRIFTED);
        ChunkOutcome counted = checksum(table, hashing, twoRows);
        assertThat(counted.findings()).hasSize(2);
        assertThat(counted.unlisted().total()).isEqualTo(2);
    }

    /** Names so many rows of a table. */
    private record NamedRows(long examples) implements RowLimit {
        @Override
        public boolean isPassedBy(long more) {
            return more > examples;
        }

        @Override
        public boolean hasFound() {
            return false;
        }
    }
}
