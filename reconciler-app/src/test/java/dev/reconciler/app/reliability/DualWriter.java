package dev.reconciler.app.reliability;

import dev.reconciler.testing.PostgresCluster;

/** An application that writes both sides itself, one after the other; the test acts in between. */
final class DualWriter {
    private final PostgresCluster first;
    private final PostgresCluster second;

    /** Writes the source first. */
    DualWriter(Lab lab) {
        this(lab.source, lab.target);
    }

    DualWriter(PostgresCluster first, PostgresCluster second) {
        this.first = first;
        this.second = second;
    }

    void write(String sql) {
        write(sql, () -> {});
    }

    void write(String sql, Runnable between) {
        first.execute("shop", sql);
        between.run();
        second.execute("shop", sql);
    }

    /** The second write fails unnoticed. */
    void fail(String sql) {
        first.execute("shop", sql);
    }
}
