package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.endpoint.write.ParkedEvent;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.endpoint.write.TargetNotes.DirtyKey;
import dev.reconciler.endpoint.write.TargetNotes.Note;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.RowKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A target's notes: states of tables, keys in doubt and parked events. */
public abstract class TargetNotesContract {
    protected final TargetFixture target = open();

    protected abstract TargetFixture open();

    protected static final Instant AT = Instant.parse("2024-05-01T10:00:00.123456Z");
    protected static final RowKey KEY = RowKey.of("1:2", "é");

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void everyTableStateComesBackAndTheLastOneCounts() {
        Map<String, TableState> states = Map.of(
                "public.a", new TableState.Pending(),
                "public.b", new TableState.Filling(KEY),
                "public.c", new TableState.Live(),
                "public.d", new TableState.Paused("type of x", KEY),
                "public.e", new TableState.Paused("gone", null));
        target.commit(t -> {
            states.keySet().forEach(table -> t.notes().setTableState(table, new TableState.Filling(RowKey.of("old"))));
            states.forEach(t.notes()::setTableState);
            return null;
        });

        assertThat(target.<Map<String, TableState>>commit(t -> t.notes().tableStates()))
                .isEqualTo(states);
    }

    @Test
    void aKeyIsNotedOnceAtTheSequenceThatTheTransactionReaches() {
        Checkpoint start = target.store().acquireLease("a");
        Checkpoint one = target.to(start, 1);
        target.commit(t -> {
            t.notes().markDirty("public.t", List.of(KEY, RowKey.of("x")), "no row");
            t.advance(start, one);
            return null;
        });
        target.commit(t -> {
            t.notes().markDirty("public.t", List.of(KEY), "again");
            t.advance(one, target.to(one, 5));
            return null;
        });

        assertThat(target.<List<DirtyKey>>commit(t -> t.notes().dirty("public.t", 10)))
                .containsExactlyInAnyOrder(new DirtyKey(KEY, "again", 5), new DirtyKey(RowKey.of("x"), "no row", 1));
        assertThat(target.<List<DirtyKey>>commit(t -> t.notes().dirty("public.t", 1)))
                .hasSize(1);
        target.commit(t -> {
            t.notes().clearDirty("public.t", List.of(KEY));
            return null;
        });
        assertThat(target.<List<DirtyKey>>commit(t -> t.notes().dirty("public.t", 10)))
                .containsExactly(new DirtyKey(RowKey.of("x"), "no row", 1));
        assertThat(target.<List<DirtyKey>>commit(t -> t.notes().dirty("public.other", 10)))
                .isEmpty();
    }

    @Test
    void aProvenNoteIsTakenAwayAndOneMadeSinceStays() {
        target.commit(t -> {
            t.notes().markDirty("public.t", List.of(KEY, RowKey.of("x")), "no row");
            return null;
        });
        List<Note> read = target.commit(t -> t.notes().unproven(List.of("public.t"), 10));
        assertThat(read).extracting(Note::key).containsExactlyInAnyOrder(KEY, RowKey.of("x"));
        // A note of the same sequence and reason is still a different note.
        target.commit(t -> {
            t.notes().markDirty("public.t", List.of(KEY), "no row");
            return null;
        });
        target.commit(t -> {
            t.notes().clear(read);
            return null;
        });
        List<Note> left = target.commit(t -> t.notes().unproven(List.of("public.t"), 10));
        assertThat(left).extracting(Note::key).containsExactly(KEY);
    }

    @Test
    void whatABackfillHasLeftStaysItsAndKeepsTheTableFromBeingProven() {
        target.commit(t -> {
            t.notes().markDirty("public.t", List.of(KEY), TargetSnapshot.FILL);
            t.notes().markDirty("public.t", List.of(KEY, RowKey.of("x")), "no row");
            t.notes().markDirty("public.u", List.of(KEY), "no row");
            return null;
        });
        assertThat(target.<List<DirtyKey>>commit(t -> t.notes().dirty("public.t", 10)))
                .extracting(DirtyKey::reason)
                .containsExactlyInAnyOrder(TargetSnapshot.FILL, "no row");
        assertThat(target.<List<Note>>commit(t -> t.notes().unproven(List.of("public.t", "public.u", "public.v"), 10)))
                .extracting(Note::table)
                .containsExactly("public.u");
        target.commit(t -> {
            t.notes().clearDirty("public.t", List.of(KEY));
            return null;
        });
        assertThat(target.<List<Note>>commit(t -> t.notes().unproven(List.of("public.t"), 10)))
                .extracting(Note::key)
                .containsExactly(RowKey.of("x"));
    }

    @Test
    void parkedEventsKeepSourceOrderAndCanBeTriedAgain() {
        long later = park(event("public.t", KEY, 9, "boom"));
        long earlier = park(event("public.t", KEY, 4, ""));
        long truncate = park(event("public.u", null, 9, "TRUNCATE"));
        assertThat(ids("")).containsExactly(earlier, later, truncate);
        assertThat(ids("public.t")).containsExactly(earlier, later);
        List<ParkedEvent> rest = target.commit(t -> t.notes().parked("", 4, earlier, 1));
        assertThat(rest).extracting(ParkedEvent::id).containsExactly(later);
        rest = target.commit(t -> t.notes().parked("", 9, later, 9));
        assertThat(rest).extracting(ParkedEvent::id).containsExactly(truncate);
        assertThat(target.<Long>commit(t -> t.notes().parkedCount())).isEqualTo(3);
        assertThat(target.<Map<String, Set<RowKey>>>commit(t -> t.notes().parkedKeys()))
                .isEqualTo(Map.of("public.t", Set.of(KEY)));

        assertThat(target.<Boolean>commit(t -> t.notes().isParked("public.t", KEY, 9)))
                .isTrue();
        assertThat(target.<Boolean>commit(t -> t.notes().isParked("public.t", KEY, 8)))
                .isFalse();
        assertThat(target.<Boolean>commit(t -> t.notes().isParked("public.u", KEY, 9)))
                .isFalse();

        ParkedEvent stored = target.commit(t -> t.notes().parked("public.u", 9).get(0));
        assertThat(stored)
                .isEqualTo(new ParkedEvent(
                        truncate,
                        "public.u",
                        null,
                        new ParkedEvent.Change(9, "0/9", "u", "{\"a\": 1}"),
                        "TRUNCATE",
                        1,
                        AT));
        ParkedEvent again = new ParkedEvent(
                later, "public.t", KEY, new ParkedEvent.Change(9, "0/9", "u", "{\"a\": 1}"), "still boom", 2, AT);
        assertThat(park(again)).isEqualTo(later);
        assertThat(target.<ParkedEvent>commit(
                        t -> t.notes().parked("public.t", 9).get(1)))
                .isEqualTo(again);

        target.commit(t -> {
            t.notes().unpark(List.of(earlier, truncate));
            return null;
        });
        assertThat(ids("")).containsExactly(later);
        assertThatThrownBy(() -> park(stored)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ParkedEvent event(String table, @Nullable RowKey key, long sequence, String error) {
        return new ParkedEvent(
                0, table, key, new ParkedEvent.Change(sequence, "0/" + sequence, "u", "{\"a\": 1}"), error, 1, AT);
    }

    private long park(ParkedEvent event) {
        return target.commit(t -> t.notes().park(event));
    }

    private List<Long> ids(String table) {
        return target.commit(
                t -> t.notes().parked(table, 100).stream().map(ParkedEvent::id).toList());
    }
}
