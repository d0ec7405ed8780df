package dev.reconciler.schema;

import java.util.List;

/** A unique index over plain columns, without predicate. */
public record UniqueIndex(String name, List<String> columns, boolean allNotNull) {
    public UniqueIndex {
        columns = List.copyOf(columns);
    }
}
