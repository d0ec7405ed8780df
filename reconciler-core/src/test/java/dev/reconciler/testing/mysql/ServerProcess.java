package dev.reconciler.testing.mysql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The process of a server, which ends with this JVM at the latest. It is the child of a shell, the guard, which ends with it; a
 * second shell waits for the end of the guard's standard input, which the kernel closes however this JVM ends, and then kills
 * the server and removes its folder.
 */
final class ServerProcess {
    private static final String GUARD = """
            folder=$1; shift
            exec 3<&0
            "$@" </dev/null >>"$folder/server.log" 2>&1 3<&- &
            server=$!
            { read -r line <&3; : >"$folder/orphan"; kill -KILL $server; } >/dev/null 2>&1 &
            watcher=$!
            echo $server
            wait $server
            kill -KILL $watcher
            [ ! -e "$folder/orphan" ] || rm -rf "$folder"
            """;
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(30);
    private static final int LINES_OF_A_FAILURE = 8;

    private final Process guard;
    private final long pid;

    private ServerProcess(Process guard, long pid) {
        this.guard = guard;
        this.pid = pid;
    }

    /** @param folder the server's own; gets its output as {@code server.log} */
    static ServerProcess start(List<String> command, Path folder) {
        List<String> guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "sh", folder.toString()));
        guarded.addAll(command);
        try {
            Process guard = new ProcessBuilder(guarded)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new ServerProcess(guard, Long.parseLong(guard.inputReader().readLine()));
        } catch (IOException e) {
            throw new UncheckedIOException("could not start " + command.get(0), e);
        }
    }

    boolean isAlive() {
        return guard.isAlive();
    }

    long pid() {
        return pid;
    }

    /** SIGTERM: an ordered shutdown. */
    void stop(Duration patience) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        if (!awaitEnd(patience)) {
            kill();
        }
    }

    /** SIGKILL: what the server has not handed to the operating system is lost. */
    void kill() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        if (!awaitEnd(KILL_PATIENCE)) {
            throw new IllegalStateException("process " + pid + " survives SIGKILL");
        }
    }

    /** The guard reaps the server, so that its end is the server's. */
    private boolean awaitEnd(Duration patience) {
        try {
            return guard.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static String tail(Path folder) {
        Path log = folder.resolve("server.log");
        try {
            return Files.exists(log) ? lastLines(Files.readString(log)) : "(no output)";
        } catch (IOException e) {
            return "(unreadable output: " + e + ")";
        }
    }

    static String lastLines(String text) {
        List<String> lines = text.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_A_FAILURE), lines.size()));
    }
}
