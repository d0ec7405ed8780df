package dev.reconciler.app.config;

import dev.reconciler.schema.TableRef;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Source columns by name: {@code table.column} or {@code schema.table.column}, where {@code *} stands for any characters within a part.
 *
 * @param text as the file has it
 */
public record ColumnPattern(String text) {
    private static final String DOT = ".";

    /** Returns whether the pattern names the column. Without a schema, it names the table in each of them. */
    public boolean matches(TableRef table, String column) {
        List<String> parts = Arrays.asList(text.split("\\.", -1));
        String name = table.name() + DOT + column;
        return glob(parts)
                .matcher(parts.size() > 2 ? table.schema() + DOT + name : name)
                .matches();
    }

    private static Pattern glob(List<String> parts) {
        return Pattern.compile(parts.stream().map(ColumnPattern::part).collect(Collectors.joining("\\.")));
    }

    private static String part(String part) {
        return Arrays.stream(part.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^.]*"));
    }
}
