package dev.reconciler.endpoint.engine;

import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.schema.TableRef;
import dev.reconciler.window.SnapshotAdmission;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a server keeps for a pipeline's stream: on PostgreSQL, a replication slot and a publication.
 *
 * <p>Each method throws {@link dev.reconciler.endpoint.read.ReadFailedException} if the server can't be asked, or refuses.
 */
public interface StreamSetup {
    /** Names the stream, as the server does. */
    String name();

    // Which tables are in the stream

    /** Whether the stream carries exactly these tables. */
    boolean isPublished(Collection<MappedTable> tables);

    /**
     * Makes the stream carry exactly these tables. Changes nothing if it does, or if that would break the applications' own statements.
     */
    void publish(Collection<MappedTable> tables);

    /**
     * Requires that the stream carried exactly these tables until now.
     *
     * @throws StreamRefusedException if it did not; it does from now on, so a stream that is set up again has everything
     */
    void requirePublished(Collection<MappedTable> tables);

    /** Tables that fail the applications' statements because the stream carries them: these, and others that it carries. */
    List<HarmedTable> harmed(Collection<TableRef> tables);

    /** The operator's next action for a table whose changes are missing from the stream. */
    String gapAdvice(MappedTable table);

    // Where the stream begins

    /** Whether the stream was set up, and its origin is on record. */
    boolean isRecorded();

    /**
     * Sets the stream up, unless an earlier start did and recorded its origin. Repeatable wherever an earlier start ended.
     *
     * @return where the stream begins
     * @throws StreamRefusedException if the server keeps a stream of that name that this pipeline did not set up
     */
    Position ensure(Steps steps);

    /** Gives up the stream there was and sets up a new one. The former origin stays on record until the new one is. */
    Position replace(Steps steps);

    /**
     * Requires that the stream still delivers everything after a checkpoint.
     *
     * @throws StreamRefusedException with the reason and what to do
     */
    void requireReadable(Position from);

    /** Keeps out snapshots that may lack a transaction which committed while the stream was being set up. */
    SnapshotAdmission admission();

    // What the stream costs

    /** Bytes of log that the server keeps for the stream; empty if it keeps none. */
    OptionalLong retainedBytes();

    /** Whether a session reads the stream now. */
    boolean isInUse();

    // How it is taken down

    /**
     * What {@link #drop} would take away, for people.
     *
     * @throws IllegalStateException if the server keeps something else under that name
     */
    List<String> leftovers();

    /** Takes the stream down; without effect if there is none. The record of its origin stays. */
    void drop();

    /** Forgets the origin. */
    void forget();

    /** What {@link #withdraw} would take away, for people. */
    List<String> withdrawable();

    /** Ends what publishing does to the applications' statements; a stream can go on. */
    void withdraw();

    /**
     * A table whose changes the server can't publish without failing the applications' statements.
     *
     * @param what is wrong
     * @param action what the operator runs, and on which server
     */
    record HarmedTable(TableRef table, String what, String action) {}

    /** Told each step of a set-up before it acts; may throw to end the set-up there. */
    interface Steps {
        Steps NONE = new Steps() {
            @Override
            public void before(Step step) {}

            @Override
            public void progress(String doing) {}
        };

        void before(Step step);

        /** @param doing what goes on now, in words */
        void progress(String doing);
    }

    /** The steps of a set-up that leave something behind. */
    enum Step {
        DROP_FORMER,
        RECORD_INTENT,
        DROP_ORPHAN,
        CREATE,
        /** The stream exists and its origin is on record. */
        CREATED
    }
}
