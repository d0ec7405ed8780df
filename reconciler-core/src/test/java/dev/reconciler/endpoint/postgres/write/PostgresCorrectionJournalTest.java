package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.contract.CorrectionJournalContract;
import dev.reconciler.contract.TargetFixture;
import dev.reconciler.correction.Journal;
import dev.reconciler.correction.internal.JdbiJournal;
import dev.reconciler.testing.ControlStore;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;

@Tag("db")
class PostgresCorrectionJournalTest extends CorrectionJournalContract {
    @Override
    protected TargetFixture open() {
        return new Target();
    }

    @Override
    protected Journal journal(String pipeline) {
        return new JdbiJournal(Jdbi.create(((Target) target).pool), ControlStore.DIALECT, pipeline);
    }
}
