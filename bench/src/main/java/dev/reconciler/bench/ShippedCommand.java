package dev.reconciler.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The product's command line, started as a user does, by the launcher in the checkout. */
final class ShippedCommand {
    private final Path directory;

    /** @param directory holds the configuration */
    ShippedCommand(Path directory) {
        this.directory = directory;
    }

    void configure(String yaml) throws IOException {
        Files.writeString(directory.resolve("reconciler.yaml"), yaml);
    }

    /** Runs a checksum of all tables; returns what it printed. */
    String verify() throws IOException, InterruptedException {
        String launcher = System.getProperty("reconciler.launcher");
        if (launcher == null) {
            throw new IllegalStateException("start it with bench/run, which sets the launcher's path");
        }
        return execute(
                directory,
                List.of(
                        launcher,
                        "verify",
                        "--config",
                        directory.resolve("reconciler.yaml").toString()));
    }

    /** Runs a command; returns its standard output, then its standard error. */
    static String execute(Path directory, List<String> command) throws IOException, InterruptedException {
        Path errors = directory.resolve("stderr");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output + Files.readString(errors);
    }
}
