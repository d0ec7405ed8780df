package dev.reconciler.cdc.apply;

import dev.reconciler.endpoint.write.TargetTransaction;
import java.time.Instant;

/** What becomes of the changes that the stream delivers. */
public enum ApplyMode {
    /** They are written to the target. */
    WRITE {
        @Override
        BatchEffect begin(
                ChangeWriter writer,
                EventEnvelope envelopes,
                TargetTransaction transaction,
                BatchCounts counts,
                Instant now) {
            return new WrittenBatch(writer, envelopes, transaction, counts, now);
        }
    },
    /** Others write the target: they are noted in its ledger. */
    RECORD {
        @Override
        BatchEffect begin(
                ChangeWriter writer,
                EventEnvelope envelopes,
                TargetTransaction transaction,
                BatchCounts counts,
                Instant now) {
            return new RecordedBatch(writer, transaction.notes(), counts);
        }
    };

    abstract BatchEffect begin(
            ChangeWriter writer,
            EventEnvelope envelopes,
            TargetTransaction transaction,
            BatchCounts counts,
            Instant now);
}
