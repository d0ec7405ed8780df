package dev.reconciler.testing.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An unpacked server in the user's cache, with an initialized data folder to copy.
 *
 * <p>The cache is {@code ~/.cache/reconciler/test-servers}, or the folder that the system property
 * {@code reconciler.test.servers} names. Several JVMs may use it at once: a file lock orders the one-time steps.
 */
final class Installation {
    private static final String FETCH = "fetch-server.sh";
    private static final Map<Flavor, Result> KNOWN = new ConcurrentHashMap<>();

    private final Flavor flavor;
    private final Path folder;

    private Installation(Flavor flavor, Path folder) {
        this.flavor = flavor;
        this.folder = folder;
    }

    /** Exactly one is set. The failure is kept, because finding it out again would cost each test class a timeout. */
    private record Result(
            @Nullable Installation installation, @Nullable String failure) {}

    /**
     * Returns the server's installation; the first call on a machine fetches it, which takes up to a minute.
     *
     * <p>Where no server can be had, this aborts the test, and says so on standard error.
     */
    static Installation of(Flavor flavor) {
        Result result = KNOWN.computeIfAbsent(flavor, Installation::tryFetch);
        if (result.installation() == null) {
            throw Unavailable.skip(
                    "SKIPPED: no " + flavor.label() + " server for tests on this machine: " + result.failure());
        }
        return result.installation();
    }

    /** The reason why no server can be started here; empty if one can. The first call on a machine fetches it. */
    static Optional<String> failure(Flavor flavor) {
        return Optional.ofNullable(
                KNOWN.computeIfAbsent(flavor, Installation::tryFetch).failure());
    }

    private static Result tryFetch(Flavor flavor) {
        Path cache = Path.of(System.getProperty(
                "reconciler.test.servers", System.getProperty("user.home") + "/.cache/reconciler/test-servers"));
        Installation installation = new Installation(flavor, cache.resolve(flavor.label()));
        try {
            Files.createDirectories(cache);
            installation.fetch();
            installation.makeTemplate();
            return new Result(installation, null);
        } catch (IOException | IllegalStateException e) {
            return new Result(null, e.toString());
        }
    }

    private void fetch() throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new IllegalStateException("the packages run on Linux only; name a server by " + flavor.variable());
        }
        Path script = Files.createTempFile("reconciler-", FETCH);
        try (InputStream in = Objects.requireNonNull(Installation.class.getResourceAsStream(FETCH))) {
            Files.write(script, in.readAllBytes());
            run(List.of("bash", script.toString(), flavor.label(), folder.toString()), Redirects.none());
        } finally {
            Files.delete(script);
        }
    }

    /** The data folder of a new server: the system tables, without an identity. */
    private void makeTemplate() throws IOException {
        Path template = folder.resolve("template");
        try (FileChannel channel = FileChannel.open(
                        folder.resolveSibling(flavor.label() + ".template.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (Files.exists(template)) {
                return;
            }
            Path unfinished = folder.resolve("template.new");
            run(List.of("rm", "-rf", unfinished.toString()), Redirects.none());
            Files.createDirectories(unfinished);
            Path configuration = folder.resolve("template.cnf");
            Map<String, String> settings = new LinkedHashMap<>(settings(unfinished));
            settings.remove("gtid_strict_mode");
            writeConfiguration(configuration, settings);
            List<String> command = new ArrayList<>(command(configuration));
            command.addAll(flavor.initialization());
            Path tables = folder.resolve("template.sql");
            Files.writeString(tables, systemTables());
            run(command, new Redirects(tables));
            Files.deleteIfExists(unfinished.resolve("auto.cnf"));
            Files.move(unfinished, template);
        }
    }

    private String systemTables() throws IOException {
        StringBuilder sql = new StringBuilder("CREATE DATABASE IF NOT EXISTS mysql;\nUSE mysql;\n");
        for (String file : flavor.systemTables()) {
            sql.append(Files.readString(share().resolve(file))).append('\n');
        }
        return sql.toString();
    }

    /** Makes the data folder of a new server. */
    void copyTemplate(Path data) {
        run(
                List.of("cp", "-a", "--reflink=auto", folder.resolve("template").toString(), data.toString()),
                Redirects.none());
    }

    /** The command that runs the server with its own libraries, whichever the machine has. */
    List<String> command(Path configuration) {
        Path root = root();
        Path loader = find(root, "lib64/ld-linux-x86-64.so.2", "lib/ld-linux-aarch64.so.1");
        String libraries = Stream.of("lib", "usr/lib")
                .flatMap(lib -> Stream.of(lib + "/x86_64-linux-gnu", lib + "/aarch64-linux-gnu"))
                .map(lib -> root.resolve(lib).toString())
                .collect(Collectors.joining(":"));
        return List.of(
                loader.toString(),
                "--library-path",
                libraries,
                root.resolve("usr/sbin").resolve(flavor.program()).toString(),
                "--defaults-file=" + configuration);
    }

    private static Path find(Path root, String... loaders) {
        return Stream.of(loaders)
                .flatMap(loader ->
                        Stream.of(root.resolve(loader), root.resolve("usr").resolve(loader)))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no program loader in " + root));
    }

    /** The settings that every server of this installation needs. */
    Map<String, String> settings(Path data) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (System.getProperty("user.name").equals("root")) {
            settings.put("user", "root");
        }
        settings.put("basedir", root().resolve("usr").toString());
        settings.put("datadir", data.toString());
        settings.put("lc_messages_dir", share().toString());
        settings.put("character_sets_dir", share().resolve("charsets").toString());
        settings.put("plugin_dir", plugins().toString());
        settings.putAll(flavor.settings());
        return settings;
    }

    static void writeConfiguration(Path file, Map<String, String> settings) throws IOException {
        Files.writeString(
                file,
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
                        .collect(Collectors.joining("", "[mysqld]\n", "")));
    }

    private Path root() {
        return folder.resolve("root");
    }

    private Path share() {
        return root().resolve("usr/share/mysql");
    }

    private Path plugins() {
        return root().resolve("usr/lib/mysql/plugin");
    }

    private record Redirects(Path input) {
        static Redirects none() {
            return new Redirects(Path.of("/dev/null"));
        }
    }

    private static void run(List<String> command, Redirects redirects) {
        try {
            Path output = Files.createTempFile("reconciler-", ".log");
            int code = new ProcessBuilder(command)
                    .redirectInput(redirects.input().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            String text = Files.readString(output);
            Files.delete(output);
            if (code != 0) {
                throw new IllegalStateException(
                        command.get(0) + " failed with " + code + ": " + ServerProcess.lastLines(text));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not run " + command.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
