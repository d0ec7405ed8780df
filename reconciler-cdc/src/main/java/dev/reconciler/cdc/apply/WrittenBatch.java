package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.ledger.LedgerTransaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The effect in mode replicate: changes are written or parked. */
final class WrittenBatch implements BatchEffect {
    private final TargetTransaction transaction;
    private final Parking parking;
    private final Routing routing;
    private final PieceWriter pieces;
    private final List<ParkedEvent> parked = new ArrayList<>();

    WrittenBatch(
            ChangeWriter writer,
            EventEnvelope envelopes,
            TargetTransaction transaction,
            BatchCounts counts,
            Instant now) {
        this.transaction = transaction;
        this.parking = new Parking(envelopes, transaction.notes().parkedKeys(), now);
        this.routing = new Routing(writer, transaction.notes(), parking, counts);
        this.pieces = new PieceWriter(writer, transaction, parking, counts);
    }

    @Override
    public List<LedgerTransaction> take(List<Slice> piece) {
        List<RoutedSlice> routed = new ArrayList<>();
        piece.forEach(slice -> routed.add(routing.route(slice)));
        pieces.write(routed.stream().map(RoutedSlice::writes).toList());
        parked.addAll(parking.store(transaction.notes()));
        List<LedgerTransaction> ledger = new ArrayList<>(routed.size());
        for (RoutedSlice slice : routed) {
            slice.touched().complete(transaction.rows());
            ledger.add(slice.touched().ledger());
        }
        return ledger;
    }

    @Override
    public List<ParkedEvent> parked() {
        return parked;
    }

    @Override
    public List<SchemaChanged> schemaChanges() {
        return routing.schemaChanges();
    }
}
