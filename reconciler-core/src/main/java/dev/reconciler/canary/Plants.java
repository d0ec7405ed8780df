package dev.reconciler.canary;

import java.util.Collection;
import java.util.List;

/**
 * The record of the canary's plants. A plant is recorded before it is written, and its record is kept for a while after its removal:
 * a window with an older snapshot still sees it.
 */
public interface Plants {
    /** Records plants before any of them is written. Deletes the records of plants that were removed long ago. */
    void plan(Collection<Plant> plants);

    /** The plants of the pipeline that may be in the target now, oldest first. */
    List<Plant> standing(String pipeline);

    /** The plants that a target snapshot at that sequence may show. */
    List<Plant> at(String pipeline, long sequence);

    /** Records that no target snapshot of a later sequence shows these plants. */
    void gone(Collection<String> ids, long sequence);

    /** Records in the audit log that a job failed the canary's test. */
    void failed(String pipeline, String run, String job, String reason, String what);
}
