package dev.reconciler.cdc.simulation;

import dev.reconciler.cdc.testing.InMemorySource;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.position.Position;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The source, with the mutants that lie on its side. It knows the content of its snapshots exactly, as PostgreSQL does, or by a lower
 * bound, as MySQL does: there a transaction is logged, then visible, and only then on the list of executed transactions
 * ({@code gtid_executed}), in any order; the list is read before the snapshot is taken.
 */
final class SimulatedSource extends InMemorySource {
    private final Mutant mutant;
    private final boolean exact;
    private final Set<TransactionId> executed = new HashSet<>();
    private final List<Opened> opened = new ArrayList<>();
    private Lsn positionBeforeWindow = new Lsn(0);

    /** The other actors' actions between the two steps of taking a snapshot. */
    Runnable meanwhile = () -> {};

    /** A source snapshot of the present window: C, what S shows, and the last position of it in the log. */
    record Opened(SnapshotContent content, boolean smaller, long last) {}

    SimulatedSource(Mutant mutant) {
        this(mutant, true);
    }

    /** @param exact false for contents that are lower bounds */
    SimulatedSource(Mutant mutant, boolean exact) {
        super(SimulatedTable.TABLE);
        this.mutant = mutant;
        this.exact = exact;
    }

    void windowOpens() {
        positionBeforeWindow = new Lsn(log().size());
        opened.clear();
    }

    /** In the order in which the present window took them. */
    List<Opened> opened() {
        return opened;
    }

    /** Puts one visible transaction on the list of executed ones, any of them. */
    void execute(Random random) {
        Set<TransactionId> visible = visible();
        List<TransactionId> waiting = log().stream()
                .map(Committed::id)
                .filter(id -> visible.contains(id) && !executed.contains(id))
                .toList();
        if (!waiting.isEmpty()) {
            executed.add(waiting.get(random.nextInt(waiting.size())));
        }
    }

    /** The content that the server reports: before S, a lower bound. */
    private Set<TransactionId> told() {
        return exact ? visible() : Set.copyOf(executed);
    }

    @Override
    public SourceSnapshot openSnapshot() {
        Set<TransactionId> before = told();
        if (!exact) {
            meanwhile.run();
        }
        Set<TransactionId> seen = visible();
        if (mutant == Mutant.CONTENT_AFTER_SNAPSHOT) {
            meanwhile.run();
        }
        Set<TransactionId> lower = mutant == Mutant.CONTENT_AFTER_SNAPSHOT ? told() : exact ? seen : before;
        SnapshotContent content = contentOf(lower);
        long last = seen.stream().mapToLong(SimulatedSource::position).max().orElse(0);
        opened.add(new Opened(content, lower.size() < seen.size(), last));
        return snapshot(seen, content);
    }

    @Override
    public SnapshotContent probe() {
        return contentOf(told());
    }

    @Override
    public Position writePosition() {
        return switch (mutant) {
            case HIGH_BEFORE_SNAPSHOT -> positionBeforeWindow;
            case EXECUTED_AS_HIGH ->
                new Lsn(told().stream()
                        .mapToLong(SimulatedSource::position)
                        .max()
                        .orElse(0));
            default -> super.writePosition();
        };
    }

    @Override
    protected SnapshotContent contentOf(Set<TransactionId> seen) {
        int high = log().size();
        return mutant == Mutant.DOUBT_BY_LOG_ORDER
                ? transaction -> position(transaction) <= high
                : super.contentOf(seen);
    }

    private static long position(TransactionId transaction) {
        return Long.parseLong(transaction.text());
    }
}
