package dev.reconciler.cdc.simulation;

import dev.reconciler.cdc.testing.InMemorySource;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.position.Position;
import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import java.util.Set;

/** The source, with the mutants that lie on its side. */
final class SimulatedSource extends InMemorySource {
    private final Mutant mutant;
    private Lsn positionBeforeWindow = new Lsn(0);

    SimulatedSource(Mutant mutant) {
        super(SimulatedTable.TABLE);
        this.mutant = mutant;
    }

    void windowOpens() {
        positionBeforeWindow = new Lsn(log().size());
    }

    @Override
    public Position writePosition() {
        return mutant == Mutant.HIGH_BEFORE_SNAPSHOT ? positionBeforeWindow : super.writePosition();
    }

    @Override
    protected SnapshotContent contentOf(Set<TransactionId> seen) {
        int high = log().size();
        return mutant == Mutant.DOUBT_BY_LOG_ORDER
                ? transaction -> Integer.parseInt(transaction.text()) <= high
                : super.contentOf(seen);
    }
}
