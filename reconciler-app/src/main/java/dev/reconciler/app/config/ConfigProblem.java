package dev.reconciler.app.config;

/**
 * One thing wrong in a file.
 *
 * @param line from 1; 0 if it concerns no line
 * @param column from 1
 * @param path of the setting, like {@code tables[0].source}; empty for the whole file
 * @param fix what to write instead
 */
public record ConfigProblem(String file, int line, int column, String path, String what, String fix) {
    @Override
    public String toString() {
        String place = line > 0 ? file + ":" + line + ":" + column : file;
        return place + ": " + (path.isEmpty() ? "" : path + ": ") + what + "; " + fix;
    }
}
