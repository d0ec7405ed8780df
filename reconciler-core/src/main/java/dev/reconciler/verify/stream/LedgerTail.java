package dev.reconciler.verify.stream;

import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.LedgerHold;
import dev.reconciler.ledger.LedgerTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Cuts the ledger into slices of a bounded number of keys and keeps its place: durably, by whole transactions, in the reader's
 * hold; between the pieces of a large transaction in memory only, so that a restart begins that transaction again. Not
 * thread-safe. <p>A slice is returned again until {@link #done} is called with it: its effects are durable by then.
 */
public final class LedgerTail {
    private final LedgerHold hold;
    private final LongSupplier limit;
    private LedgerPlace place;

    /** @param limit entries up to this sequence are processed now; later entries wait until it has risen */
    public LedgerTail(LedgerHold hold, LongSupplier limit) {
        this.hold = hold;
        this.limit = limit;
        this.place = new LedgerPlace(hold.sequence(), 0);
    }

    /** The last sequence that is completely processed. */
    public long through() {
        return place.through();
    }

    /** The last sequence that may be processed now. */
    long limit() {
        return limit.getAsLong();
    }

    /** Returns whether a target whose checkpoint is at that sequence has entries for this reader. */
    public boolean isBehind(long sequence) {
        return Math.min(sequence, limit.getAsLong()) > place.through();
    }

    /** The next slice: pieces until it has {@code keys} keys, or the rest of the ledger. */
    LedgerSlice next(TargetSnapshot snapshot, int keys) {
        long last = Math.min(limit.getAsLong(), snapshot.checkpoint().sequence());
        Cut cut = new Cut(place, last, keys);
        snapshot.ledger().readWhile(place.through(), cut::take);
        return new LedgerSlice(cut.taken, cut.end(), cut.stopped);
    }

    /** Advances past the slice; durable when the method returns. */
    void done(LedgerSlice slice) {
        hold.advance(slice.end().through());
        place = slice.end();
    }

    /** A slice in the making. */
    private static final class Cut {
        private final LedgerPlace from;
        private final LedgerPlace.Walk walk;
        private final long last;
        private final int most;
        private final List<LedgerTransaction> taken = new ArrayList<>();
        private int keys;
        private long through;
        private long current;
        private int pieces;
        private boolean stopped;

        private Cut(LedgerPlace from, long last, int most) {
            this.from = from;
            this.walk = from.walk();
            this.last = last;
            this.most = most;
            this.through = from.through();
            this.current = from.through();
        }

        private boolean take(LedgerTransaction transaction) {
            if (transaction.sequence() > last) {
                return false;
            }
            if (transaction.sequence() != current) {
                through = current;
                current = transaction.sequence();
                pieces = 0;
            }
            if (keys >= most) {
                stopped = true;
                return false;
            }
            pieces++;
            if (walk.isBehind(transaction.sequence())) {
                taken.add(transaction);
                keys += transaction.entries().size();
            }
            return true;
        }

        /**
         * The place after the slice. A snapshot has all pieces of a transaction or none: a transaction at the ledger's end is
         * whole.
         */
        private LedgerPlace end() {
            if (stopped) {
                return new LedgerPlace(through, pieces);
            }
            return last > from.through() ? new LedgerPlace(last, 0) : from;
        }
    }
}
