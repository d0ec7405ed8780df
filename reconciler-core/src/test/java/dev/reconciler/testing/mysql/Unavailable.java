package dev.reconciler.testing.mysql;

import org.opentest4j.TestAbortedException;

/** A class of its own, so that programs without JUnit can use the servers. */
final class Unavailable {
    private Unavailable() {}

    /** Prints the message to standard error and returns what aborts the test. */
    static RuntimeException skip(String message) {
        System.err.println(message);
        return new TestAbortedException(message);
    }
}
