package dev.reconciler.run.stream;

import dev.reconciler.correction.DirtyKeys;
import dev.reconciler.ledger.LedgerHold;
import dev.reconciler.ledger.LedgerPruning;
import dev.reconciler.rules.RuleBook;
import dev.reconciler.run.Pipeline;
import dev.reconciler.run.RunInterruptedException;
import dev.reconciler.run.finding.FindingHandler;
import dev.reconciler.run.finding.FindingServices;
import dev.reconciler.run.pass.Confirming;
import dev.reconciler.run.pass.WindowedPass;
import dev.reconciler.run.recheck.DirtyProof;
import dev.reconciler.run.recheck.KeyPass;
import dev.reconciler.verify.coverage.Chunks;
import dev.reconciler.verify.stream.ChangeListener;
import dev.reconciler.verify.stream.LedgerTail;
import dev.reconciler.verify.stream.StreamCheck;
import dev.reconciler.verify.stream.StreamTail;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the stream's changes continuously, soon after each: every tick reads the next changed keys in the target, and proves
 * suspects, with the keys that were noted for other reasons, in a window. <p>A suspect is noted in the target before the ledger's
 * reader advances past it, and its note is removed only after a window judged it. So it is never lost: not by a crash, nor by an
 * unavailable source, nor if the key keeps changing. <p>Not thread-safe, except {@link #status}.
 */
public final class StreamVerification {
    /** The name of the ledger's reader, and of the job in proofs. */
    public static final String NAME = "stream";

    private final StreamTail tail;
    private final DirtyProof proof;
    private final Pace pace;
    private final int sliceKeys;
    private final StreamListener listener;
    private final InstantSource clock;
    private final LagMarks marks;
    private final StreamRules rules;
    private @Nullable Instant heldSince;
    private volatile @Nullable Instant failingSince;
    private volatile long applied;

    /**
     * @param keysPerSecond the average limit of keys read in the target
     * @param sliceKeys the approximate number of keys in memory at a time: pieces of large transactions are not cut
     * @param windowKeys the largest number of keys proven in one window
     * @param settle the age at which a change is compared: zero where the daemon writes the target, else the time that the
     *     external replication takes to write it
     */
    public record Settings(int keysPerSecond, int sliceKeys, int windowKeys, Duration settle) {}

    /**
     * The progress of stream verification.
     *
     * @param sequence the last sequence through which every change was compared
     * @param applied the target's last sequence
     * @param lag the age of the oldest change that is not compared, or the time for which no key could be compared or proven
     * @param waiting the number of keys pending for a window
     */
    public record Status(long sequence, long applied, Duration lag, int waiting) {}

    private StreamVerification(
            StreamTail tail,
            LagMarks marks,
            DirtyProof proof,
            StreamRules rules,
            Settings settings,
            StreamListener listener,
            InstantSource clock) {
        this.tail = tail;
        this.marks = marks;
        this.rules = rules;
        this.proof = proof;
        this.pace = new Pace(settings.keysPerSecond(), clock);
        this.sliceKeys = settings.sliceKeys();
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Resumes at the hold's sequence.
     *
     * @param findings records, explains and corrects findings
     * @param changes receives every changed key
     * @param dirty holds suspects until their window
     * @param rules those of kind {@code row} are evaluated on each changed row; read again every ten seconds
     */
    public static StreamVerification create(
            FindingServices findings,
            WindowedPass pass,
            LedgerHold hold,
            ChangeListener changes,
            DirtyKeys dirty,
            Supplier<RuleBook> rules,
            StreamListener listener,
            Settings settings) {
        Pipeline pipeline = findings.pipeline();
        Confirming confirming = findings.confirming();
        InstantSource clock = confirming.clock();
        LagMarks marks = new LagMarks();
        LongSupplier limit = settings.settle().isZero()
                ? () -> Long.MAX_VALUE
                : () -> marks.restedSince(clock.instant().minus(settings.settle()), hold.sequence());
        FindingHandler handler = findings.rolling(NAME, NAME);
        StreamRules ofRows = new StreamRules(pipeline, handler, rules, listener, clock);
        StreamTail tail = new StreamTail(
                pipeline.target(),
                new LedgerTail(hold, limit),
                pipeline.tables(),
                new StreamCheck(pipeline.tables(), pipeline.scope(), ofRows),
                changes,
                dirty::note);
        DirtyProof proof = new DirtyProof(
                dirty, new KeyPass(pipeline, pass, handler, confirming, ofRows), settings.windowKeys(), clock);
        return new StreamVerification(tail, marks, proof, ofRows, settings, listener, clock);
    }

    /**
     * Ends the hold on the ledger if stream verification is switched off. From then on no process marks changed chunks, so no
     * chunk may count as clean: all of them are deleted before the hold ends.
     */
    public static void release(Pipeline pipeline, Chunks chunks) {
        LedgerPruning ledger = pipeline.target().pruning();
        if (ledger.isFollowed()) {
            pipeline.tables().forEach(chunks::forget);
        }
        ledger.release(NAME);
    }

    /**
     * Processes the pending keys, in bounded time.
     *
     * @return whether more keys are pending that the rate allows immediately
     * @throws RuntimeException if a database failed, or no window could be opened; the next tick resumes where this one failed.
     *     Not thrown if the thread was interrupted: its process is ending
     */
    public boolean tick() {
        try {
            rules.refresh();
            boolean more = follow();
            proof.prove();
            failingSince = null;
            return more;
        } catch (RunInterruptedException e) {
            return false;
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            failingSince = failingSince == null ? clock.instant() : failingSince;
            throw e;
        }
    }

    private boolean follow() {
        Instant now = clock.instant();
        if (heldSince != null) {
            listener.throttled(Duration.between(heldSince, now));
            heldSince = null;
        }
        int allowed = pace.allowed();
        if (allowed <= 0) {
            heldSince = now;
            return false;
        }
        StreamTail.Round round = tail.advance(Math.min(sliceKeys, allowed));
        applied = round.applied();
        marks.reached(round.applied(), now);
        pace.spend(round.keys());
        listener.checked(round.keys());
        listener.suspected(round.suspects());
        boolean held = round.more() && pace.allowed() <= 0;
        heldSince = held ? clock.instant() : null;
        return round.more() && !held;
    }

    public Status status() {
        Instant now = clock.instant();
        Instant failing = failingSince;
        Duration stuck = failing == null ? Duration.ZERO : Duration.between(failing, now);
        Duration behind = marks.since(tail.through(), now);
        return new Status(tail.through(), applied, behind.compareTo(stuck) >= 0 ? behind : stuck, proof.waiting());
    }
}
