package dev.reconciler.bench.lab.oracle;

import java.util.Set;

/**
 * One table of both databases, by a query on either side that returns the same columns, those of the key first.
 *
 * @param table the mapping's id, the target's qualified name
 * @param keyWidth number of key columns
 * @param documents columns, from 0, of JSON documents that are equal if their members are, whatever the scale of a number
 */
public record ComparedTable(String table, int keyWidth, String source, String target, Set<Integer> documents) {
    /** A table whose values are equal if their texts are. */
    public ComparedTable(String table, int keyWidth, String source, String target) {
        this(table, keyWidth, source, target, Set.of());
    }
}
