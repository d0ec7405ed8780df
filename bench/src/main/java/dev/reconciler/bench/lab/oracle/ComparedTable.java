package dev.reconciler.bench.lab.oracle;

/**
 * One table of both databases, by a query on either side that returns the same columns, those of the key first.
 *
 * @param table the mapping's id, the target's qualified name
 * @param keyWidth number of key columns
 */
public record ComparedTable(String table, int keyWidth, String source, String target) {}
