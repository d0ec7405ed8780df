package dev.reconciler.rules;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The text of a key as the group of a rule of kind {@code row}: its columns with their values. */
public final class RowGroup {
    private RowGroup() {}

    static String text(MappedTable table, RowKey key) {
        return Values.text(names(table), new ArrayList<>(key.parts()));
    }

    private static List<String> names(MappedTable table) {
        return table.keyColumns().stream().map(column -> column.target().name()).toList();
    }

    /** The key of the text; empty if the text is no key of the table. */
    public static Optional<RowKey> key(MappedTable table, String group) {
        List<String> parts = new ArrayList<>();
        int at = 0;
        for (String name : names(table)) {
            String start = (at == 0 ? "" : ", ") + name + "=";
            if (!group.startsWith(start, at)) {
                return Optional.empty();
            }
            StringBuilder part = new StringBuilder();
            at = part(group, at + start.length(), part);
            parts.add(part.toString());
        }
        return at == group.length() ? Optional.of(new RowKey(parts)) : Optional.empty();
    }

    /** Reads a value, plain or quoted, as {@link Values#text} writes it. Returns the place after it. */
    private static int part(String group, int from, StringBuilder part) {
        boolean quoted = group.startsWith("\"", from);
        int at = quoted ? from + 1 : from;
        while (at < group.length() && group.charAt(at) != (quoted ? '"' : ',')) {
            at += quoted && group.charAt(at) == '\\' ? 1 : 0;
            if (at < group.length()) {
                part.append(group.charAt(at++));
            }
        }
        return quoted ? Math.min(at + 1, group.length()) : at;
    }
}
