package dev.reconciler.schema;

import java.util.List;

/** A foreign key of {@code child} to {@code parent}; columns pair up by position. */
public record ForeignKey(
        String name,
        TableRef child,
        List<String> columns,
        TableRef parent,
        List<String> parentColumns,
        boolean deferrable) {
    public ForeignKey {
        columns = List.copyOf(columns);
        parentColumns = List.copyOf(parentColumns);
    }
}
