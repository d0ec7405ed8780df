package dev.reconciler.app.http;

/** Where a start tells what it does now, for people who wait for it. */
@FunctionalInterface
public interface StartProgress {
    /** Tells nobody. */
    StartProgress NONE = what -> {};

    /** @param what such as "creating the replication slot" */
    void now(String what);
}
