package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.ledger.LedgerTransaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

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

    /** Another thread hashes the images while the target writes: the two take about the same time. */
    @Override
    public List<LedgerTransaction> take(List<Slice> piece) {
        List<RoutedSlice> routed = piece.stream().map(routing::route).toList();
        List<Touched> touched = routed.stream().map(RoutedSlice::touched).toList();
        CompletableFuture<List<LedgerTransaction>> hashed = touched.stream().allMatch(Touched::isComplete)
                ? CompletableFuture.supplyAsync(() -> ledger(touched))
                : null;
        pieces.write(routed.stream().map(RoutedSlice::writes).toList());
        parked.addAll(parking.store(transaction.notes()));
        if (hashed != null) {
            return joined(hashed);
        }
        touched.forEach(each -> each.complete(transaction.rows()));
        return ledger(touched);
    }

    /** An Error of the other thread is one here: it ends the process, instead of being retried. */
    private static List<LedgerTransaction> joined(CompletableFuture<List<LedgerTransaction>> hashed) {
        try {
            return hashed.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error fatal) {
                throw fatal;
            }
            throw e;
        }
    }

    private static List<LedgerTransaction> ledger(List<Touched> touched) {
        return touched.stream().map(Touched::ledger).toList();
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
