package dev.reconciler.verify.stream;

import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.LedgerHold;
import dev.reconciler.ledger.LedgerTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Cuts the ledger into slices of a bounded number of keys and remembers how far it is: durably, by whole transactions, in the
 * reader's hold; between the pieces of a large transaction in memory only, so that a restart begins it anew. Not for two threads.
 *
 * <p>A slice is given again until {@link #done} is called with it: what was to be done with it has taken effect by then.
 */
public final class LedgerTail {
    private final LedgerHold hold;
    private final LongSupplier limit;
    private LedgerPlace place;

    /** @param limit only entries up to this sequence are worked off now; those after it rest until it has risen */
    public LedgerTail(LedgerHold hold, LongSupplier limit) {
        this.hold = hold;
        this.limit = limit;
        this.place = new LedgerPlace(hold.sequence(), 0);
    }

    /** The last sequence that is worked off wholly. */
    public long through() {
        return place.through();
    }

    /** The last sequence that may be worked off now. */
    long limit() {
        return limit.getAsLong();
    }

    /** Returns whether a target whose checkpoint is at that sequence has something for this reader. */
    public boolean isBehind(long sequence) {
        return Math.min(sequence, limit.getAsLong()) > place.through();
    }

    /** The next slice: as many pieces as it takes to have {@code keys} keys, or all that there is. */
    LedgerSlice next(TargetSnapshot snapshot, int keys) {
        long last = Math.min(limit.getAsLong(), snapshot.checkpoint().sequence());
        Cut cut = new Cut(place, last, keys);
        snapshot.ledger().readWhile(place.through(), cut::take);
        return new LedgerSlice(cut.taken, cut.end(), cut.stopped);
    }

    /** Moves on past the slice; durable when it returns. */
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

        /** A snapshot has all pieces of a transaction or none: one that ends with the ledger is whole. */
        private LedgerPlace end() {
            if (stopped) {
                return new LedgerPlace(through, pieces);
            }
            return last > from.through() ? new LedgerPlace(last, 0) : from;
        }
    }
}
