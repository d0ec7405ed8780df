package dev.reconciler.run;

/** The state of a run. */
public enum RunState {
    RUNNING,
    /** Finished; its results hold the verdicts. */
    SUCCEEDED,
    /** Ended by an error. No verdict. */
    FAILED,
    /** Its process ended, or its heartbeat expired. It may be resumed. */
    INTERRUPTED,
    /** Its windows were void; its results are discarded. */
    VOID
}
