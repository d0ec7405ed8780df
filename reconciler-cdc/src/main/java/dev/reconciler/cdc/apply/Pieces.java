package dev.reconciler.cdc.apply;

import dev.reconciler.budget.ByteBudget;
import dev.reconciler.cdc.capture.EventSize;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Cuts transactions into pieces of bounded size, in rows and in bytes, in source order; a transaction larger than that spans several pieces. */
final class Pieces implements Iterator<List<Slice>> {
    private final Iterator<SourceTransaction> transactions;
    private final int limit;
    private final ByteBudget budget = new ByteBudget(ByteBudget.STEP);
    private long sequence;
    private Iterator<ChangeEvent> events = Collections.emptyIterator();
    private SourceTransaction current;

    /**
     * @param transactions with changes; never empty
     * @param before the number of the transaction before the first
     */
    Pieces(List<SourceTransaction> transactions, long before, int limit) {
        this.transactions = transactions.iterator();
        this.current = transactions.get(0);
        this.sequence = before;
        this.limit = limit;
    }

    @Override
    public boolean hasNext() {
        return events.hasNext() || transactions.hasNext();
    }

    @Override
    public List<Slice> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        List<Slice> piece = new ArrayList<>();
        int room = limit;
        budget.release();
        while (room > 0 && !budget.isSpent() && hasNext()) {
            if (!events.hasNext()) {
                current = transactions.next();
                events = current.changes().iterator();
                sequence++;
            }
            Slice slice = new Slice(current, sequence, take(room));
            room -= Math.max(1, slice.events().size());
            piece.add(slice);
        }
        return piece;
    }

    private List<ChangeEvent> take(int most) {
        List<ChangeEvent> taken = new ArrayList<>((int) Math.min(most, Math.max(1, current.size())));
        while (taken.size() < most && !budget.isSpent() && events.hasNext()) {
            ChangeEvent event = events.next();
            taken.add(event);
            budget.add(EventSize.of(event));
        }
        return taken;
    }
}
