package dev.reconciler.app.cli;

import dev.reconciler.app.compatibility.CatalogFile;
import dev.reconciler.app.compatibility.SchemaCatalogs;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.compatibility.Compatibility;
import dev.reconciler.compatibility.SchemaComparison;
import dev.reconciler.compatibility.SchemaDifference;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.catalog.Catalog;
import dev.reconciler.text.Constants;
import dev.reconciler.text.InvisibleCharacters;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code schema}: compares the definitions of source and target. It changes nothing. */
@Command(name = "schema", description = "Compares the schemas of source and target, and writes a schema to a file.")
public final class SchemaCommand implements Runnable {
    private final Pipelines pipelines;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public SchemaCommand(Pipelines pipelines) {
        this.pipelines = pipelines;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "command missing: 'schema diff' or 'schema dump'");
    }

    /** @param level null if nothing differs */
    record Report(@Nullable Compatibility level, List<SchemaDifference> differences) {}

    @Command(
            name = "diff",
            description = "Lists what differs between both schemas under the mapping, or between two files.",
            exitCodeOnInvalidInput = ExitCode.NOT_COMPARED,
            footer =
                    "Exit status: 0 compatible, 1 potentially breaking, 2 breaking, 3 not compared because of an error.")
    int diff(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Option(names = "--json", description = "The same as --format json.") boolean json,
            @Option(
                            names = "--source-file",
                            paramLabel = "FILE",
                            description =
                                    "A file of 'schema dump' in place of the source. Two files without --config are"
                                            + " compared by the names of tables and columns.")
                    @Nullable
                    Path sourceFile,
            @Option(
                            names = "--target-file",
                            paramLabel = "FILE",
                            description = "A file of 'schema dump' in place of the target.")
                    @Nullable
                    Path targetFile) {
        boolean isConfigured = Objects.requireNonNull(spec.subcommands().get("diff"))
                .getParseResult()
                .hasMatchedOption("--config");
        List<SchemaDifference> differences = sourceFile != null && targetFile != null && !isConfigured
                ? SchemaCatalogs.compare(CatalogFile.read(sourceFile), CatalogFile.read(targetFile))
                : configured(pipelines.config(config), sourceFile, targetFile);
        List<SchemaDifference> sorted = differences.stream()
                .sorted(Comparator.comparing(SchemaDifference::level).reversed())
                .toList();
        @Nullable Compatibility level = SchemaComparison.level(sorted).orElse(null);
        PrintWriter out = spec.commandLine().getOut();
        if (json || format.isJson()) {
            new Results(out, OutputFormat.JSON).answer(new Report(level, sorted), "");
        } else {
            print(out, sorted, level);
        }
        return exitCode(level);
    }

    private static List<SchemaDifference> configured(
            ReconcilerConfig config, @Nullable Path sourceFile, @Nullable Path targetFile) {
        Catalog source =
                sourceFile == null ? SchemaCatalogs.read(config, Side.SOURCE, false) : CatalogFile.read(sourceFile);
        Catalog target =
                targetFile == null ? SchemaCatalogs.read(config, Side.TARGET, false) : CatalogFile.read(targetFile);
        return SchemaCatalogs.compare(config, source, target);
    }

    private static int exitCode(@Nullable Compatibility level) {
        if (level == Compatibility.BREAKING) {
            return ExitCode.BREAKING;
        }
        return level == Compatibility.POTENTIALLY_BREAKING ? ExitCode.NO : ExitCode.OK;
    }

    private static void print(PrintWriter out, List<SchemaDifference> differences, @Nullable Compatibility level) {
        for (SchemaDifference difference : differences) {
            line(out, Constants.words(difference.level()) + ": " + difference.table() + ": " + difference.what());
            if (!difference.impact().effects().isEmpty()) {
                line(
                        out,
                        "  effect: " + joined(difference.impact().effects()) + " on "
                                + joined(difference.impact().operations()));
            }
            if (difference.count() != null) {
                line(
                        out,
                        "  count on the " + difference.count().side().noun() + ": "
                                + difference.count().sql() + ";");
            }
            if (difference.change() != null) {
                difference.change().statements().forEach(sql -> line(out, "  change: " + sql + ";"));
                difference.change().reverse().forEach(sql -> line(out, "  reverse: " + sql + ";"));
            }
        }
        line(
                out,
                differences.size() + (differences.size() == 1 ? " difference" : " differences") + "; overall: "
                        + (level == null ? "none" : Constants.words(level)));
        out.flush();
    }

    private static void line(PrintWriter out, String text) {
        out.println(InvisibleCharacters.escaped(text));
    }

    private static String joined(List<? extends Enum<?>> values) {
        return values.isEmpty()
                ? "queries"
                : values.stream().map(Constants::words).collect(Collectors.joining(", "));
    }

    @Command(
            name = "dump",
            description = "Writes the schema of one side to a file, as JSON.",
            footer = "Exit status: 0 success, 2 error.")
    int dump(
            @Mixin ConfigOption config,
            @Mixin FormatOption format,
            @Option(
                            names = "--side",
                            paramLabel = "source|target",
                            required = true,
                            description = "The database to read.")
                    Side side,
            @Option(names = "--file", paramLabel = "FILE", required = true, description = "The file to write.")
                    Path file) {
        Catalog catalog = SchemaCatalogs.read(pipelines.config(config), side, true);
        CatalogFile.write(file, catalog);
        format.results(spec.commandLine().getOut())
                .answer(
                        Map.of(
                                "file",
                                file.toString(),
                                "tables",
                                catalog.tables().size()),
                        catalog.tables().size() + " tables of the " + side.noun() + " written to " + file);
        return ExitCode.OK;
    }
}
