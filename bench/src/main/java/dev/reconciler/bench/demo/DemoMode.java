package dev.reconciler.bench.demo;

/** The writer of the demo's target. */
public enum DemoMode {
    /** The daemon writes it, and another application damages rows. */
    replicate,
    /** The shop's own application writes it, and fails some writes; the daemon verifies. */
    observe
}
