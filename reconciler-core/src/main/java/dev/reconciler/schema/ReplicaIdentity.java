package dev.reconciler.schema;

import java.util.List;

/** The columns of the old row that a source logs on UPDATE and DELETE: those of the identity; {@code full} logs all of them. */
public record ReplicaIdentity(boolean full, List<String> columns) {
    public ReplicaIdentity {
        columns = List.copyOf(columns);
    }

    public boolean covers(List<String> key) {
        return full || columns.containsAll(key);
    }
}
