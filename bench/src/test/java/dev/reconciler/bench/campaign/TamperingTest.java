package dev.reconciler.bench.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.ChangeEvent.Delete;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.position.TransactionId;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The mark of an event decides its fate at each delivery. */
@Tag("unit")
class TamperingTest {
    private static final Update PLAIN = update("public.docs", "1", "a title");
    private static final Update OTHER = update("public.docs", "2", "another title");

    @Test
    void eventWithoutAMarkIsUnchanged() {
        assertThat(received(PLAIN, OTHER)).containsExactly(PLAIN, OTHER);
    }

    @Test
    void anEventIsLostAloneOrWithTheDeletionOfItsRow() {
        Delete deletion = new Delete("public.docs", key("1"), null);
        Delete unrelated = new Delete("public.docs", key("2"), null);

        assertThat(received(update("public.docs", "1", Tampering.DROP), OTHER)).containsExactly(OTHER);
        assertThat(received(update("public.docs", "1", Tampering.DROP_DELETE), unrelated, deletion))
                .containsExactly(unrelated);
    }

    @Test
    void anEventComesTwiceOrLateOrBeforeAnEarlierOne() {
        Update twice = update("public.docs", "1", Tampering.TWICE);
        Update late = update("public.docs", "1", Tampering.AGAIN_LATER);
        Update swapped = update("public.docs", "1", Tampering.SWAP);

        assertThat(received(twice, OTHER)).containsExactly(twice, twice, OTHER);
        assertThat(received(late, PLAIN)).containsExactly(late, PLAIN, late);
        assertThat(received(swapped, PLAIN)).containsExactly(PLAIN, swapped);
    }

    @Test
    void anAlteredEventHasAnotherValueInThatColumnAlone() {
        assertThat(received(update("public.docs", "1", Tampering.ALTER)))
                .containsExactly(update("public.docs", "1", "something else"));
    }

    @Test
    void theSameTransactionIsTreatedTheSameAgain() {
        Update altered = update("public.docs", "1", Tampering.ALTER);
        Tampering tampering = new Tampering();

        assertThat(events(tampering.received(transaction(List.of(altered, OTHER)))))
                .isEqualTo(events(tampering.received(transaction(List.of(altered, OTHER)))));
    }

    private static Update update(String table, String id, String title) {
        return new Update(table, key(id), null, new Row(List.of(id, "acme", title, "body", "7")), Set.of());
    }

    private static RowKey key(String id) {
        return new RowKey(List.of(id));
    }

    private static List<ChangeEvent> received(ChangeEvent... events) {
        return events(new Tampering().received(transaction(List.of(events))));
    }

    private static SourceTransaction transaction(List<ChangeEvent> events) {
        return new SourceTransaction(
                new TransactionId("1"), new Lsn(2), Instant.EPOCH, events.size(), events, () -> {});
    }

    private static List<ChangeEvent> events(SourceTransaction transaction) {
        List<ChangeEvent> events = new ArrayList<>();
        transaction.changes().forEach(events::add);
        return events;
    }
}
