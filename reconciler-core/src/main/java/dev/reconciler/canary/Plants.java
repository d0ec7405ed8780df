package dev.reconciler.canary;

import java.util.Collection;
import java.util.List;

/**
 * The canary's plants on record. One is put there before it is planted, and stays for a while after it is gone: whoever reads
 * an older snapshot still meets it.
 */
public interface Plants {
    /** Puts plants on record, before any of them is written. Forgets those of the pipeline that are long gone. */
    void plan(Collection<Plant> plants);

    /** Those of the pipeline that may be in the target now, oldest first. */
    List<Plant> standing(String pipeline);

    /** Those that a target snapshot at that sequence may hold. */
    List<Plant> at(String pipeline, long sequence);

    /** Notes that they are in no target snapshot of a later sequence. */
    void gone(Collection<String> ids, long sequence);

    /** Puts on the audit chain that a job did not do with the canary what it must. */
    void failed(String pipeline, String run, String job, String reason, String what);
}
