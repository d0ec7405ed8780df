package dev.reconciler.app.cli;

import dev.reconciler.app.report.Document;
import dev.reconciler.app.report.Markdown;
import dev.reconciler.app.report.ReportFormat;
import dev.reconciler.app.web.ReportHtml;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a command that makes a report. */
public final class ReportOutput {
    @Option(
            names = "--format",
            paramLabel = "html|markdown|json|text",
            description = "Format (default: by the ending of FILE: .html, .md, .json or .txt; text without a file).")
    private @Nullable ReportFormat format;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Write the report to a file, which is replaced if it exists.")
    private @Nullable Path file;

    /**
     * Prints the report, or writes it to the file.
     *
     * @param report the figures, for JSON
     */
    void write(PrintWriter out, Object report, Document document) {
        if (file == null) {
            out.print(text(format == null ? ReportFormat.TEXT : format, report, document));
            out.flush();
            return;
        }
        ReportFormat chosen = format == null ? ReportFormat.of(file).orElse(ReportFormat.TEXT) : format;
        try {
            Files.writeString(file, text(chosen, report, document));
        } catch (IOException e) {
            throw new UncheckedIOException("the report can't be written to " + file + " (" + e.getMessage() + ")", e);
        }
        out.println(document.title() + " written to " + file);
        out.flush();
    }

    private static String text(ReportFormat format, Object report, Document document) {
        return switch (format) {
            case HTML -> ReportHtml.of(document);
            case MARKDOWN -> Markdown.of(document);
            case JSON -> printed(out -> new Results(out, OutputFormat.JSON).answer(report, ""));
            case TEXT -> printed(out -> new ReportText(out).print(document));
        };
    }

    private static String printed(Consumer<PrintWriter> print) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        print.accept(out);
        out.flush();
        return text.toString();
    }
}
