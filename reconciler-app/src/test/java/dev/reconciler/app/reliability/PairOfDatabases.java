package dev.reconciler.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunResult;
import dev.reconciler.verify.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/** A source and a target of any two engines, in which a test creates its own tables, and pipelines between them. */
abstract class PairOfDatabases {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Every difference of a row is corrected at once. */
    static final String AUTO = """
            correction: {dryRun: false, policy: {MISSING_IN_TARGET: auto, EXTRA_IN_TARGET: auto, FIELD_MISMATCH: auto},
              breaker: {rows: 100, percent: 100}}
            """;

    final ShopDatabase source = source();
    final ShopDatabase target = target();

    @TempDir
    Path directory;

    abstract ShopDatabase source();

    abstract ShopDatabase target();

    /** Unique in both servers, as the slot of that name is. */
    final String pipeline() {
        return source.database();
    }

    /**
     * A pipeline without scheduled runs.
     *
     * @param tables the list of tables in YAML
     * @param more further YAML, at the top level
     */
    final ReconcilerConfig config(String pipeline, String tables, String... more) {
        String yaml = """
                pipeline: %s
                source: %s
                target: %s
                tables:
                %s
                schedules: {count: off, checksum: off, incremental: off, sample: off, rules: off}
                apply: {spillDirectory: %s}
                %s
                """.formatted(
                        pipeline,
                        source.configuration(),
                        target.configuration(),
                        tables.indent(2),
                        directory.resolve("spill"),
                        String.join("\n", more));
        try {
            return new ConfigLoader(Map.of()).load(Files.writeString(directory.resolve(pipeline + ".yaml"), yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rules that hold if both queries give the same numbers by key. */
    final String rule(String table, String key, String number, String ofSource, String ofTarget) {
        String rule = """
                rule: equal
                description: Both sides have the same numbers.
                table: %s
                action: block
                severity: critical
                compare:
                  source: %s
                  target: %s
                  key: [%s]
                  values: {%s: 0}
                """.formatted(table, ofSource, ofTarget, key, number);
        try {
            Path rules = Files.createDirectories(directory.resolve("rules"));
            Files.writeString(rules.resolve("equal.yaml"), rule);
            return "rules: {directory: " + rules + "}";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The target's rows of a query, each with its values after one another. */
    final List<String> targetRows(String sql) {
        return target.query(sql).stream()
                .map(row -> row.values().stream().map(String::valueOf).collect(Collectors.joining(" ")))
                .toList();
    }

    /** Each finding as table, type, key and state; of findings without a key, nothing in its place. */
    final List<String> found(Application application) {
        return Lab.found(application, pipeline()).stream()
                .map(PairOfDatabases::text)
                .sorted()
                .toList();
    }

    static String text(Discrepancy found) {
        String key = found.type().hasKey() ? " " + RowKey.decode(found.place().subject()) : "";
        return name(found.place().table()) + " " + found.type() + key + " " + found.state();
    }

    /** The table's name without that of its schema. */
    static String name(String table) {
        return table.replaceFirst(".*[.]", "");
    }

    /** Runs the job; returns the verdict of each table. */
    static List<String> verdicts(Application application, JobKind job) {
        return Lab.run(application, job).results().stream()
                .map(result -> name(result.table()) + " " + result.verdict())
                .sorted()
                .toList();
    }

    /** The notes of a table in a run of the job. */
    static String notes(Application application, JobKind job, String table) {
        return Lab.run(application, job).results().stream()
                .filter(result -> name(result.table()).equals(table))
                .map(RunResult::note)
                .collect(Collectors.joining("; "));
    }

    static void requireAgreed(Application application, JobKind... jobs) {
        for (JobKind job : jobs) {
            assertThat(Lab.run(application, job).results())
                    .as(job.toString())
                    .isNotEmpty()
                    .allSatisfy(result ->
                            assertThat(result.verdict()).as("%s", result).isEqualTo(Verdict.AGREED));
        }
    }
}
