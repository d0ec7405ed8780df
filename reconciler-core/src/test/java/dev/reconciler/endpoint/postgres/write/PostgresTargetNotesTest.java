package dev.reconciler.endpoint.postgres.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.contract.TargetFixture;
import dev.reconciler.contract.TargetNotesContract;
import dev.reconciler.endpoint.write.JournalEntry;
import dev.reconciler.row.ChangedRow;
import dev.reconciler.row.Row;
import dev.reconciler.row.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("db")
class PostgresTargetNotesTest extends TargetNotesContract {
    @Override
    protected TargetFixture open() {
        return new Target();
    }

    @Test
    void anUndoMarksTheCorrectionThatItUndoes() {
        target.commit(t -> {
            t.journal(List.of(entry("c1", "d1", null, Target.row("1", null, "\"q\""))));
            t.journal(List.of(entry("c2", "c1", Target.row("1", null, "\"q\""), null)));
            return null;
        });

        assertThat(target.rows("SELECT id, before, after, undone_by, at AT TIME ZONE 'UTC' FROM reconciler.journal"
                        + " ORDER BY id"))
                .containsExactly(
                        "c1|null|[\"1\", null, \"\\\"q\\\"\"]|c2|2024-05-01 10:00:00.123456",
                        "c2|[\"1\", null, \"\\\"q\\\"\"]|null|null|2024-05-01 10:00:00.123456");
    }

    private static JournalEntry entry(String id, String discrepancy, @Nullable Row before, @Nullable Row after) {
        return new JournalEntry(
                id,
                discrepancy,
                new ChangedRow("public.t", new TenantId("acme"), KEY, before, after),
                "INSERT",
                7,
                "auto",
                AT);
    }
}
