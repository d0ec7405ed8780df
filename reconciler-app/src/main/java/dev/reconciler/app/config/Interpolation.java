package dev.reconciler.app.config;

import dev.reconciler.yaml.UnresolvedScalarException;
import dev.reconciler.yaml.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${NAME}} and {@code ${NAME:-default}} by environment variables, and {@code ${file:PATH}} by a file's content
 * without its final line break. {@code $${} stands for the two characters themselves.
 */
final class Interpolation implements YamlTree.Scalars {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}?");
    private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(:-(.*))?", Pattern.DOTALL);

    private final Map<String, String> environment;
    private final Path directory;

    /** @param directory the base of relative file names */
    Interpolation(Map<String, String> environment, Path directory) {
        this.environment = environment;
        this.directory = directory;
    }

    @Override
    public String resolve(String text) throws UnresolvedScalarException {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            String value = name == null ? "${" : value(name, matcher.group());
            matcher.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(out).toString();
    }

    private String value(String reference, String whole) throws UnresolvedScalarException {
        if (!whole.endsWith("}")) {
            throw new UnresolvedScalarException(
                    "'${' without '}'", "close it, or write $${ for the characters themselves");
        }
        if (reference.startsWith("file:")) {
            return content(reference.substring("file:".length()));
        }
        Matcher variable = VARIABLE.matcher(reference);
        if (!variable.matches()) {
            throw new UnresolvedScalarException(
                    whole + " is not a reference", "write ${NAME}, ${NAME:-default} or ${file:/run/secrets/name}");
        }
        String name = variable.group(1);
        String value = environment.get(name);
        if (value != null && !(value.isEmpty() && variable.group(2) != null)) {
            return value;
        }
        if (variable.group(2) == null) {
            throw new UnresolvedScalarException(
                    "environment variable " + name + " is not set", "set it, or write ${" + name + ":-default}");
        }
        return variable.group(3);
    }

    private String content(String name) throws UnresolvedScalarException {
        Path file = directory.resolve(name);
        try {
            return Files.readString(file).stripTrailing();
        } catch (IOException e) {
            throw new UnresolvedScalarException(
                    "file " + file + " can't be read (" + e.getClass().getSimpleName() + ")",
                    "create it and let the daemon's user read it");
        }
    }
}
