package dev.reconciler.app.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of every command that works on a pipeline. */
public final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "reconciler.yaml",
            description = "Configuration file (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of("reconciler.yaml");

    public Path file() {
        return file;
    }
}
