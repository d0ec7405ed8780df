package dev.reconciler.app.config;

import dev.reconciler.yaml.YamlProblem;
import java.nio.file.Path;

/**
 * One problem of a file.
 *
 * @param line from 1; 0 if it concerns the whole file
 * @param column from 1
 * @param path the setting, like {@code tables[0].source}; empty for the whole file
 * @param fix the text to write instead
 */
public record ConfigProblem(String file, int line, int column, String path, String what, String fix) {
    static ConfigProblem of(Path file, YamlProblem problem) {
        return new ConfigProblem(
                file.toString(), problem.line(), problem.column(), problem.path(), problem.what(), problem.fix());
    }

    /** {@code file:line:column}, which editors can open. */
    public String place() {
        return line > 0 ? file + ":" + line + ":" + column : file;
    }

    @Override
    public String toString() {
        return place() + ": " + (path.isEmpty() ? "" : path + ": ") + what + "; " + fix;
    }
}
