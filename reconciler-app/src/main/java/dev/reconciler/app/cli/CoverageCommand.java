package dev.reconciler.app.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.reconciler.app.http.TableCoverage;
import dev.reconciler.app.wiring.Application;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.verify.coverage.ChunkSummary;
import dev.reconciler.verify.coverage.Covered;
import dev.reconciler.verify.coverage.Covered.VerifiedThrough;
import dev.reconciler.verify.coverage.Unverifiable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code coverage}: the verified position of each table and tenant, and the unverifiable parts. */
@Command(
        name = "coverage",
        description = "Shows the verified position of each table and tenant, and the unverifiable parts.",
        footer = "Exit status: 0 success, 2 error.")
public final class CoverageCommand implements Callable<Integer> {
    private final Pipelines pipelines;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private FormatOption format = new FormatOption();

    @Option(names = "--table", paramLabel = "TABLE", defaultValue = "", description = "Only this target table.")
    private String table = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public CoverageCommand(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    /**
     * A line as printed; chunks and unverifiable parts are the table's, for every tenant the same. In JSON the members of
     * {@code through} are the line's own.
     */
    record Line(
            String table,
            String tenant,
            String verdict,
            @JsonUnwrapped Through through,
            ChunkSummary chunks,
            List<Unverifiable> unverifiable) {}

    /** The verified point; all null if there is none. */
    record Through(
            @Nullable Instant verifiedAt,
            @Nullable String position,
            @Nullable Long sequence,
            @Nullable String job) {
        static final Through NOTHING = new Through(null, null, null, null);

        static Through of(@Nullable VerifiedThrough verified) {
            return verified == null
                    ? NOTHING
                    : new Through(verified.at(), verified.position(), verified.sequence(), verified.job());
        }
    }

    @Override
    public Integer call() {
        List<Line> lines = pipelines.recorded(config, this::lines);
        format.results(spec.commandLine().getOut())
                .list(
                        lines,
                        List.of(
                                new Results.Column<>("TABLE", Line::table),
                                new Results.Column<>("TENANT", Line::tenant),
                                new Results.Column<>("VERDICT", Line::verdict),
                                new Results.Column<>(
                                        "VERIFIED AT", line -> line.through().verifiedAt()),
                                new Results.Column<>(
                                        "THROUGH", line -> line.through().position()),
                                new Results.Column<>(
                                        "BY", line -> line.through().job()),
                                new Results.Column<>(
                                        "CHUNKS", line -> line.chunks().total()),
                                new Results.Column<>(
                                        "DIRTY", line -> line.chunks().dirty()),
                                new Results.Column<>(
                                        "DIVERGED", line -> line.chunks().diverged()),
                                new Results.Column<>(
                                        "NEVER", line -> line.chunks().never()),
                                new Results.Column<>("UNVERIFIABLE", CoverageCommand::unverifiable)),
                        "no tables");
        return ExitCode.OK;
    }

    private List<Line> lines(Application application) {
        List<MappedTable> tables = application
                .pipeline()
                .tables(
                        table.isEmpty()
                                ? List.of()
                                : List.of(
                                        application.config().targetTable(table).toString()));
        List<Line> lines = new ArrayList<>();
        for (TableCoverage each : TableCoverage.of(
                tables,
                application.stores().verified().chunks().summaries(tables),
                application
                        .stores()
                        .verified()
                        .coverage()
                        .list(application.pipeline().name()),
                application.unverifiable())) {
            if (each.tenants().isEmpty()) {
                lines.add(new Line(each.table(), "-", "NEVER", Through.NOTHING, each.chunks(), each.unverifiable()));
            }
            each.tenants().forEach(tenant -> lines.add(line(each, tenant)));
        }
        return lines;
    }

    private static Line line(TableCoverage of, Covered tenant) {
        return new Line(
                of.table(),
                tenant.tenant().toString(),
                tenant.verdict().name(),
                Through.of(tenant.verified()),
                of.chunks(),
                of.unverifiable());
    }

    private static String unverifiable(Line line) {
        long columns = line.unverifiable().stream()
                .filter(part -> part.part() == Unverifiable.Part.COLUMN)
                .count();
        long rows = line.unverifiable().stream()
                .filter(part -> part.part() == Unverifiable.Part.ROWS)
                .mapToLong(part -> Math.max(1, part.count()))
                .sum();
        return columns + rows == 0 ? "" : columns + " columns, " + rows + " rows";
    }
}
