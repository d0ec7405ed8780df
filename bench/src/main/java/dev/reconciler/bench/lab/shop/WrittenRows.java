package dev.reconciler.bench.lab.shop;

/** Receives the keys of the source rows that a transaction has written. */
@FunctionalInterface
public interface WrittenRows {
    /** Receives a row's present key, or its last key before its deletion; in any order, once for each write. */
    void wrote(String sourceTable, Object... key);
}
