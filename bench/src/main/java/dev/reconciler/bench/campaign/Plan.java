package dev.reconciler.bench.campaign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;

/**
 * The order of faults: each kind once in a random order, then, in the long form, random kinds except a lost stream: its lost
 * changes are found and decided row by row, which takes as long as thirty other faults.
 */
final class Plan implements Iterator<Fault> {
    /** The lease of a killed daemon has to expire first: the short form has time for one of these. */
    private static final List<Fault> DEATHS =
            List.of(DaemonFault.KILL, DaemonFault.KILL_IN_RUN, DaemonFault.KILL_IN_CORRECTION);

    private final Random random;
    private final boolean once;
    private final List<Fault> again;
    private final List<Fault> first;

    Plan(CampaignOptions options) {
        random = new Random(options.seed());
        once = options.shortForm();
        Fault death = DEATHS.get(random.nextInt(DEATHS.size()));
        List<Fault> kinds = Fault.all().stream()
                .filter(fault -> !(fault instanceof DaemonFault daemon && daemon.isOfBeginning()))
                .filter(fault -> !once || fault.isCheap() && (fault == death || !DEATHS.contains(fault)))
                .toList();
        again = kinds.stream().filter(fault -> fault != StreamFault.STREAM_LOST).toList();
        first = new ArrayList<>(kinds);
        Collections.shuffle(first, random);
    }

    /** Returns the faults of the daemon's first start. */
    static List<Fault> beginning() {
        return List.of(DaemonFault.KILL_IN_MIGRATION, DaemonFault.KILL_IN_BACKFILL);
    }

    @Override
    public boolean hasNext() {
        return !once || !first.isEmpty();
    }

    @Override
    public Fault next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return first.isEmpty() ? again.get(random.nextInt(again.size())) : first.remove(0);
    }
}
