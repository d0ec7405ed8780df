package dev.reconciler.app.report;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The format of a report. */
public enum ReportFormat {
    /** One file with charts, which needs no other file. */
    HTML("text/html; charset=utf-8", ".html", ".htm"),
    MARKDOWN("text/markdown; charset=utf-8", ".md", ".markdown"),
    /** The figures, as the API returns them. */
    JSON("application/json", ".json"),
    TEXT("text/plain; charset=utf-8", ".txt");

    private final String contentType;
    private final List<String> endings;

    ReportFormat(String contentType, String... endings) {
        this.contentType = contentType;
        this.endings = List.of(endings);
    }

    public String contentType() {
        return contentType;
    }

    /** The ending of a file's name. */
    public String ending() {
        return endings.get(0);
    }

    /** The format that the ending of a file's name stands for; empty if it stands for none. */
    public static Optional<ReportFormat> of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.endings.stream().anyMatch(name::endsWith))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
