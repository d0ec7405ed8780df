package dev.reconciler.cdc.apply;

import dev.reconciler.endpoint.write.TargetTransaction;
import java.time.Instant;

/** The effect of the stream's changes on the target. */
public enum ApplyMode {
    /** Changes are written to the target. */
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
    /** Applications or another tool write the target: changes are only recorded in its ledger. */
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
