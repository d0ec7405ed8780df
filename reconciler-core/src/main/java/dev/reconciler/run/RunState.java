package dev.reconciler.run;

/** How far a run is. */
public enum RunState {
    RUNNING,
    /** It finished; what it found its results say. */
    SUCCEEDED,
    /** It could not finish. That is not a verdict. */
    FAILED,
    /** Its process ended, or stopped saying that it lives. It may be resumed. */
    INTERRUPTED,
    /** Its windows were void; whatever it read is discarded. */
    VOID
}
