package dev.reconciler.schema;

import java.util.List;

/** What a source logs of the old row on UPDATE and DELETE: the columns of the identity; {@code full} logs them all. */
public record ReplicaIdentity(boolean full, List<String> columns) {
    public ReplicaIdentity {
        columns = List.copyOf(columns);
    }

    public boolean covers(List<String> key) {
        return full || columns.containsAll(key);
    }
}
