package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.coverage.SetAside;
import dev.reconciler.verify.coverage.Unverifiable;
import dev.reconciler.verify.coverage.Unverifiable.Part;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows that the pipeline has set aside: the keys of parked events, whole tables with one, and dirty keys, with the reason of each. */
public abstract class SetAsideContract {
    private static final Instant AT = Instant.parse("2024-05-01T10:00:00Z");

    protected final TargetFixture target = open();

    protected abstract TargetFixture open();

    protected abstract SetAside setAside(String pipeline);

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void nothingIsSetAsideInACleanTarget() {
        assertThat(setAside(TargetFixture.PIPELINE).rows()).isEmpty();
    }

    @Test
    void keysAreCountedOnceByTableAndReason() {
        target.commit(transaction -> {
            transaction.notes().park(parked("public.b", RowKey.of("1"), "UPDATE"));
            transaction.notes().park(parked("public.b", RowKey.of("1"), "DELETE"));
            transaction.notes().park(parked("public.b", RowKey.of("2"), "INSERT"));
            transaction.notes().park(parked("public.c", null, "TRUNCATE"));
            transaction.notes().markDirty("public.a", List.of(RowKey.of("1"), RowKey.of("2")), "backfill");
            transaction.notes().markDirty("public.a", List.of(RowKey.of("3")), "unreadable");
            return null;
        });

        List<Unverifiable> rows = setAside(TargetFixture.PIPELINE).rows();

        assertThat(rows)
                .extracting(Unverifiable::table)
                .containsExactly("public.a", "public.a", "public.b", "public.c");
        assertThat(rows).extracting(Unverifiable::count).containsExactly(2L, 1L, 2L, -1L);
        assertThat(rows)
                .allMatch(each -> each.part() == Part.ROWS && each.subject().isEmpty());
        assertThat(rows.get(0).reason()).contains("backfill");
        assertThat(rows.get(1).reason()).contains("unreadable");
        assertThat(rows.get(2).reason()).contains("parked");
        assertThat(rows.get(3).reason()).contains("TRUNCATE");
    }

    @Test
    void rowIsNoLongerSetAsideOnceItsEventIsAppliedAndItsKeyClean() {
        long id = target.commit(transaction -> {
            transaction.notes().markDirty("public.a", List.of(RowKey.of("1")), "backfill");
            return transaction.notes().park(parked("public.a", RowKey.of("2"), "UPDATE"));
        });
        assertThat(setAside(TargetFixture.PIPELINE).rows()).hasSize(2);

        target.commit(transaction -> {
            transaction.notes().clearDirty("public.a", List.of(RowKey.of("1")));
            transaction.notes().unpark(List.of(id));
            return null;
        });
        assertThat(setAside(TargetFixture.PIPELINE).rows()).isEmpty();
    }

    @Test
    void rowsOfAnotherPipelineAreNotReported() {
        target.commit(transaction -> {
            transaction.notes().markDirty("public.a", List.of(RowKey.of("1")), "backfill");
            transaction.notes().park(parked("public.a", RowKey.of("2"), "UPDATE"));
            return transaction.notes().park(parked("public.a", null, "TRUNCATE"));
        });
        assertThat(setAside("other").rows()).isEmpty();
    }

    private static ParkedEvent parked(String table, @Nullable RowKey key, String operation) {
        return new ParkedEvent(0, table, key, new ParkedEvent.Change(1, "0/1", operation, "{}"), "rejected", 1, AT);
    }
}
