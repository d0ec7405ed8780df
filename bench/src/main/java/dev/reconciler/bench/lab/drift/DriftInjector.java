package dev.reconciler.bench.lab.drift;

import java.util.List;
import java.util.function.Supplier;

/** Makes source and target differ on purpose, and says exactly where. Not safe for use by several threads. */
public interface DriftInjector {
    /** Every kind of harm that it knows, once in each table: to be done one after the other, parents' tables first. */
    List<Supplier<List<Injected>>> all();

    /** One more, the kinds in turn and the table by chance; empty if no row is left that suits. */
    List<Injected> next();
}
