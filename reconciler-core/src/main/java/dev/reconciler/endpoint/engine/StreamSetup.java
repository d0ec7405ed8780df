package dev.reconciler.endpoint.engine;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.schema.TableRef;
import dev.reconciler.window.SnapshotAdmission;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * The objects that a server keeps for a pipeline's stream: on PostgreSQL, a replication slot and a publication.
 *
 * <p>Each method throws {@link dev.reconciler.endpoint.read.ReadFailedException} if the server can't be queried, or rejects the
 * statement.
 */
public interface StreamSetup {
    /** The stream's name on the server. */
    String name();

    // The tables in the stream

    /** Returns whether the stream carries exactly these tables. */
    boolean isPublished(Collection<MappedTable> tables);

    /**
     * Makes the stream carry exactly these tables. Changes nothing if it already does, or if the change would make the
     * applications' own statements fail.
     */
    void publish(Collection<MappedTable> tables);

    /**
     * Requires that the stream carried exactly these tables until now.
     *
     * @throws StreamRefusedException if it did not; it does from now on, so a stream that is set up again is complete
     */
    void requirePublished(Collection<MappedTable> tables);

    /**
     * Tables on which the applications' statements fail because the stream carries them: among these tables, and all other tables
     * of the stream.
     */
    List<HarmedTable> harmed(Collection<TableRef> tables);

    /** The operator's next action for a table whose changes are missing from the stream. */
    String gapAdvice(MappedTable table);

    // The stream's beginning

    /** Returns whether the stream was set up, and its origin is recorded. */
    boolean isRecorded();

    /**
     * Sets the stream up, unless an earlier start did and recorded its origin. Repeatable after an earlier start that ended at
     * any step.
     *
     * @return the position at which the stream begins
     * @throws StreamRefusedException if the server keeps a stream of that name that this pipeline did not set up
     */
    Position ensure(Steps steps);

    /** Drops the existing stream and sets up a new one. The former origin stays recorded until the new one is. */
    Position replace(Steps steps);

    /**
     * Requires that the stream still delivers everything after a checkpoint.
     *
     * @throws StreamRefusedException with the reason and the operator's next action
     */
    void requireReadable(Position from);

    /** Keeps out snapshots that may lack a transaction which committed while the stream was being set up. */
    SnapshotAdmission admission();

    // The stream's cost

    /** Bytes of log that the server keeps for the stream; empty if it keeps none. */
    OptionalLong retainedBytes();

    /** Returns whether a session reads the stream now. */
    boolean isInUse();

    // Taking the stream down

    /**
     * Describes the objects that {@link #drop} would remove, for people.
     *
     * @throws IllegalStateException if the server keeps a different object under that name
     */
    List<String> leftovers();

    /** Takes the stream down; without effect if there is none. The record of its origin is kept. */
    void drop();

    /** Deletes the record of the origin. */
    void forget();

    /** Describes the objects that {@link #withdraw} would remove, for people. */
    List<String> withdrawable();

    /** Ends the effect of publishing on the applications' statements; the stream can continue. */
    void withdraw();

    /**
     * A table whose changes the server can't publish without failing the applications' statements.
     *
     * @param what the problem
     * @param action the operator's statement, with its server
     */
    record HarmedTable(TableRef table, String what, String action) {}

    /** Receives each step of a set-up before it acts; may throw to end the set-up there. */
    interface Steps {
        Steps NONE = new Steps() {
            @Override
            public void before(Step step) {}

            @Override
            public void progress(String doing) {}
        };

        void before(Step step);

        /** @param doing the present activity, for people */
        void progress(String doing);
    }

    /** The steps of a set-up that create an object. */
    enum Step {
        DROP_FORMER,
        RECORD_INTENT,
        DROP_ORPHAN,
        CREATE,
        /** The stream exists and its origin is recorded. */
        CREATED
    }
}
