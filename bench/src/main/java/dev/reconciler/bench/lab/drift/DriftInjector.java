package dev.reconciler.bench.lab.drift;

import java.util.List;
import java.util.function.Supplier;

/** Makes source and target differ on purpose, and returns the exact rows. Not safe for use by several threads. */
public interface DriftInjector {
    /** Returns every kind of drift, once for each table, to execute in order, parents' tables first. */
    List<Supplier<List<Injected>>> all();

    /** Injects one drift: each kind in turn, in a random table; empty if no suitable row is left. */
    List<Injected> next();
}
