package dev.reconciler.bench.lab.shop;

/** Learns which rows of the source a transaction has written. */
@FunctionalInterface
public interface WrittenRows {
    /** A row as it is named now, or was before it went; in any order, and as often as it is written. */
    void wrote(String sourceTable, Object... key);
}
