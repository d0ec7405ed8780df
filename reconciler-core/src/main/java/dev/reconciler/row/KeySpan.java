package dev.reconciler.row;

/**
 * A set of keys that one reading takes from a table: a {@linkplain KeyRange range} where an index of the server has the binary order of
 * Java, so that the reading skips the rest; {@linkplain KeyBuckets buckets} where no index has it, so that each reading scans the table.
 */
public sealed interface KeySpan permits KeyRange, KeyBuckets {
    boolean contains(KeyOrder order, RowKey key);
}
