package dev.reconciler.bench.campaign;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** The events of the campaign with their times: on standard error, and in a file that is kept if the campaign fails. */
final class Timeline implements AutoCloseable {
    private final long start = System.nanoTime();
    private final PrintWriter file;
    private final List<String> violations = new CopyOnWriteArrayList<>();

    Timeline(Path directory) {
        try {
            file = new PrintWriter(Files.newBufferedWriter(directory.resolve("timeline.log")), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    void say(String format, Object... args) {
        String text = String.format(Locale.ROOT, "[%7.1f s] ", seconds()) + String.format(Locale.ROOT, format, args);
        System.err.println(text);
        note("%s", text);
    }

    /** Writes to the file only. */
    synchronized void note(String format, Object... args) {
        file.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + String.format(Locale.ROOT, format, args));
    }

    /** Records a violated condition: the campaign fails, and continues, to find further violations. */
    void violated(String format, Object... args) {
        String text = String.format(Locale.ROOT, format, args);
        violations.add(text);
        say("VIOLATED: %s", text);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    @Override
    public void close() {
        file.close();
    }
}
