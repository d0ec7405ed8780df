package dev.reconciler.bench.campaign;

import dev.reconciler.app.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs the daemon as systemd would: in a separate process, restarted after each end. */
final class Supervisor implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final String MEMORY = "-Xmx512m";

    private final Path directory;
    private final Path config;
    private final Map<String, String> environment;
    private final Timeline timeline;
    private final Thread keeper = new Thread(this::keep, "supervisor");
    private final AtomicInteger starts = new AtomicInteger();
    private volatile @Nullable Process process;
    private volatile boolean held;
    private volatile boolean resync;
    private volatile boolean stopped;

    Supervisor(Path directory, Path config, Map<String, String> environment, Timeline timeline) {
        this.directory = directory;
        this.config = config;
        this.environment = environment;
        this.timeline = timeline;
        keeper.setDaemon(true);
    }

    void start() {
        keeper.start();
    }

    /** Returns the number of starts. */
    int starts() {
        return starts.get();
    }

    /** The process, or null while there is none. */
    @Nullable
    Process process() {
        Process running = process;
        return running != null && running.isAlive() ? running : null;
    }

    /** SIGKILL. False if there was no process. */
    boolean kill() {
        Process running = process();
        if (running == null) {
            return false;
        }
        running.destroyForcibly();
        return true;
    }

    /** SIGTERM; returns when it has ended, in order or after a minute by force. */
    void terminate() throws InterruptedException {
        Process running = process();
        if (running != null) {
            running.destroy();
            if (!running.waitFor(60, TimeUnit.SECONDS)) {
                timeline.violated("the daemon did not end within 60 s of SIGTERM");
                running.destroyForcibly().waitFor();
            }
        }
    }

    /** Sends a signal such as STOP. */
    void signal(String name) {
        Process running = process();
        if (running != null) {
            signal(running, name);
        }
    }

    static void signal(Process to, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, String.valueOf(to.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Switches the restart after its end off or on. */
    void hold(boolean hold) {
        held = hold;
    }

    /** Sets whether the next starts have {@code --resync}. */
    void resync(boolean with) {
        resync = with;
    }

    /** Starts another process with another configuration file; its output goes to its own file. */
    Process another(Path otherConfig, String log) {
        return launch(otherConfig, log, false);
    }

    /** Runs a command of the product during the daemon's run, as an operator does; returns its exit code. */
    int command(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", config.toString()));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("commands.log").toFile()))
                .start()
                .waitFor();
    }

    private void keep() {
        try {
            while (!stopped) {
                if (held) {
                    TimeUnit.MILLISECONDS.sleep(50);
                    continue;
                }
                Process running = launch(config, "daemon.log", resync);
                process = running;
                starts.incrementAndGet();
                int code = running.waitFor();
                timeline.note("the daemon ended with %d", code);
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process launch(Path with, String log, boolean withResync) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), MEMORY));
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+HeapDumpOnOutOfMemoryError"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), DaemonUnderTest.class.getName(), "serve"));
        command.addAll(List.of("--config", with.toString()));
        if (withResync) {
            command.add("--resync");
        }
        Path output = directory.resolve(log);
        try {
            Files.writeString(
                    output,
                    "==== started at " + java.time.Instant.now() + (withResync ? " with --resync" : "") + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        keeper.interrupt();
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }
}
