package dev.reconciler.bench.demo;

/** Who writes the target of the demo. */
public enum DemoMode {
    /** The daemon does, and somebody damages what it has written. */
    replicate,
    /** The shop's own application does, and fails some writes; the daemon watches. */
    observe
}
