package dev.reconciler.cdc.targetstream;

import static dev.reconciler.cdc.testing.ShopTables.CUSTOMERS;
import static dev.reconciler.cdc.testing.ShopTables.key;
import static dev.reconciler.cdc.testing.ShopTables.row;
import static dev.reconciler.cdc.testing.Transactions.delete;
import static dev.reconciler.cdc.testing.Transactions.insert;
import static dev.reconciler.cdc.testing.Transactions.move;
import static dev.reconciler.cdc.testing.Transactions.unreadable;
import static dev.reconciler.cdc.testing.Transactions.update;
import static dev.reconciler.cdc.testing.Transactions.updateWithoutNote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.cdc.testing.ShopTables;
import dev.reconciler.cdc.testing.Transactions;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.position.Position;
import dev.reconciler.row.RowKey;
import dev.reconciler.targetstream.StreamMarks;
import dev.reconciler.targetstream.TargetChange;
import dev.reconciler.targetstream.TargetChanges.Known;
import dev.reconciler.targetstream.TargetChanges.Last;
import dev.reconciler.targetstream.TargetStreamLab;
import dev.reconciler.testing.CorrectionLab;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each kind of event of the target's stream, recorded in the target. */
@Tag("db")
class TargetRecorderTest {
    private static final InstantSource CLOCK = InstantSource.fixed(TargetStreamLab.START);
    private static final LedgerImage UNCHANGED = image(1, "a", "x", "n");

    private final TargetStreamLab lab = new TargetStreamLab();
    private final Transactions target = new Transactions();
    private final List<Position> acknowledged = new ArrayList<>();
    private final TargetRecorder recorder = recorder(1000);

    private TargetRecorder recorder(int pieceKeys) {
        return new TargetRecorder(
                lab.changes,
                ShopTables.ALL,
                new MarkReader(StreamMarks.NONE, CorrectionLab.PIPELINE),
                pieceKeys,
                CLOCK,
                acknowledged::add);
    }

    @BeforeEach
    void startAfterTheBeginningOfTheRecord() {
        target.startAfter(lab.changes.known().orElseThrow().from());
        record(insert(CUSTOMERS, 1, "a", "x", "n"));
        assertThat(images(1)).containsExactly(UNCHANGED);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private SourceTransaction record(ChangeEvent... events) {
        SourceTransaction transaction = target.of(events);
        recorder.record(List.of(transaction));
        return transaction;
    }

    /** The last recorded image of the key, if any since the record began. */
    private List<LedgerImage> images(int id) {
        return last(id).values().stream().map(last -> last.change().image()).toList();
    }

    private Map<RowKey, Last> last(int id) {
        return lab.changes.last(CUSTOMERS.id(), Set.of(key(id)), Duration.ZERO);
    }

    private Known known() {
        return lab.changes.known().orElseThrow();
    }

    private static LedgerImage image(Object... values) {
        return LedgerImage.of(CUSTOMERS, row(values), column -> false);
    }

    @Test
    void insertIsRecordedWithItsTransaction() {
        SourceTransaction transaction = record(insert(CUSTOMERS, 2, "a", "y", "n"));

        assertThat(last(2).values())
                .extracting(Last::change)
                .containsExactly(new TargetChange(
                        CUSTOMERS.id(),
                        key(2),
                        transaction.id(),
                        transaction.end(),
                        Transactions.COMMITTED,
                        image(2, "a", "y", "n")));
        assertThat(images(1)).containsExactly(UNCHANGED);
    }

    @Test
    void updateReplacesTheImage() {
        record(update(CUSTOMERS, 1, "a", "z", "n"));

        assertThat(images(1)).containsExactly(image(1, "a", "z", "n"));
    }

    @Test
    void updateThatLacksAValueIsCompletedByTheSameTransaction() {
        String note = "a note that is too long to be stored inline for certain";
        record(update(CUSTOMERS, 1, "a", "z", note), updateWithoutNote(CUSTOMERS, 1, "a", "zz", "PLACEHOLDER"));
        assertThat(images(1)).containsExactly(image(1, "a", "zz", note));

        record(updateWithoutNote(CUSTOMERS, 1, "a", "zzz", "PLACEHOLDER"));
        assertThat(images(1)).singleElement().satisfies(image -> assertThat(image.isPartial())
                .isTrue());
    }

    @Test
    void updateOfTheKeyLeavesThePreviousKeyAbsent() {
        record(move(CUSTOMERS, 1, 2, "a", "x", "n"));

        assertThat(images(1)).containsExactly(LedgerImage.ABSENT);
        assertThat(images(2)).containsExactly(image(2, "a", "x", "n"));
    }

    @Test
    void deleteLeavesTheKeyAbsent() {
        record(delete(CUSTOMERS, 1));

        assertThat(images(1)).containsExactly(LedgerImage.ABSENT);
    }

    @Test
    void lastChangeOfAKeyInATransactionIsRecorded() {
        SourceTransaction transaction = record(
                insert(CUSTOMERS, 2, "a", "y", "n"),
                delete(CUSTOMERS, 2),
                delete(CUSTOMERS, 1),
                insert(CUSTOMERS, 1, "a", "z", "n"));

        assertThat(images(1)).containsExactly(image(1, "a", "z", "n"));
        assertThat(images(2)).containsExactly(LedgerImage.ABSENT);
        assertThat(touchedFrom(transaction)).containsExactlyInAnyOrder(key(1), key(2));
    }

    /** The keys that were recorded at the end of the transaction, or later. */
    private Set<RowKey> touchedFrom(SourceTransaction transaction) {
        Position before = Transactions.before(transaction);
        return lab.changes.touchedAfter(
                CUSTOMERS.id(),
                IntStream.range(0, 100).mapToObj(ShopTables::key).toList(),
                before);
    }

    @Test
    void truncateRestartsTheRecordAtItsEnd() {
        SourceTransaction transaction =
                record(new ChangeEvent.Truncate(CUSTOMERS.id()), insert(CUSTOMERS, 2, "a", "y", "n"));
        assertThat(known()).isEqualTo(new Known(transaction.end(), transaction.end()));
        assertThat(images(1)).isEmpty();
        assertThat(images(2)).as("its order with the TRUNCATE is unknown").isEmpty();

        record(insert(CUSTOMERS, 3, "a", "y", "n"));
        assertThat(images(3)).containsExactly(image(3, "a", "y", "n"));
    }

    @Test
    void unreadableChangeRestartsTheRecordAtItsEnd() {
        SourceTransaction transaction = record(unreadable(CUSTOMERS, key(2)));

        assertThat(known()).isEqualTo(new Known(transaction.end(), transaction.end()));
        assertThat(images(1)).isEmpty();
        assertThat(images(2)).isEmpty();
    }

    @Test
    void changeOfTheDefinitionKeepsTheRecord() {
        Position from = known().from();
        SourceTransaction transaction =
                record(new ChangeEvent.SchemaChanged(CUSTOMERS.id(), "column phone was added", false));

        assertThat(known()).isEqualTo(new Known(from, transaction.end()));
        assertThat(images(1)).containsExactly(UNCHANGED);
    }

    @Test
    void changeThatTheLogLacksRestartsTheRecordAtItsEnd() {
        SourceTransaction transaction =
                record(new ChangeEvent.SchemaChanged(CUSTOMERS.id(), "logged as a statement", true));

        assertThat(known()).isEqualTo(new Known(transaction.end(), transaction.end()));
        assertThat(images(1)).isEmpty();
    }

    @Test
    void changeOfAnotherTableIsNotRecorded() {
        SourceTransaction transaction = record(new ChangeEvent.Delete("public.other", key(1), null));

        assertThat(images(1)).containsExactly(UNCHANGED);
        assertThat(known().through()).isEqualTo(transaction.end());
    }

    @Test
    void batchIsRecordedCompletelyInPieces() {
        List<SourceTransaction> batch = List.of(
                target.of(IntStream.range(10, 17)
                        .mapToObj(id -> insert(CUSTOMERS, id, "a", "x", "n"))
                        .toList()),
                target.empty(),
                target.of(update(CUSTOMERS, 10, "a", "y", "n"), move(CUSTOMERS, 11, 20, "a", "x", "n")),
                target.of(delete(CUSTOMERS, 12)));
        countInserts();
        recorder(3).record(batch);

        assertThat(images(10)).containsExactly(image(10, "a", "y", "n"));
        assertThat(images(11)).containsExactly(LedgerImage.ABSENT);
        assertThat(images(12)).containsExactly(LedgerImage.ABSENT);
        assertThat(images(16)).containsExactly(image(16, "a", "x", "n"));
        assertThat(images(20)).containsExactly(image(20, "a", "x", "n"));
        assertThat(touchedFrom(batch.get(2))).containsExactlyInAnyOrder(key(10), key(11), key(12), key(20));
        assertThat(touchedFrom(batch.get(0))).hasSize(8);
        assertThat(lab.target.query("SELECT string_agg(keys::text, ' ' ORDER BY number) AS r FROM pieces"))
                .as("a new key for a row belongs into one piece with the previous key")
                .isEqualTo("3 3 4 1");
    }

    /** From now on the table {@code pieces} has a row with the number of keys for each statement that records changes. */
    private void countInserts() {
        lab.target.rogue("CREATE TABLE pieces (number serial, keys bigint)", """
                CREATE FUNCTION count_piece() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO pieces (keys) SELECT count(*) FROM added;
                    RETURN NULL;
                END $$""", """
                CREATE TRIGGER count_piece AFTER INSERT ON reconciler.target_change
                REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_piece()""");
    }

    @Test
    void recordedBatchIsAcknowledgedAndReleased() {
        acknowledged.clear();
        int before = target.released();
        List<SourceTransaction> batch = List.of(target.of(delete(CUSTOMERS, 1)), target.empty());
        recorder.record(batch);

        assertThat(acknowledged).containsExactly(batch.get(1).end());
        assertThat(target.released()).isEqualTo(before + 2);
        recorder.record(List.of());
        assertThat(acknowledged).hasSize(1);
    }

    @Test
    void batchThatCannotBeRecordedIsNeitherAcknowledgedNorReleased() {
        acknowledged.clear();
        int before = target.released();
        Known known = known();
        SourceTransaction transaction = target.of(delete(CUSTOMERS, 1));
        lab.target.rogue("ALTER TABLE reconciler.target_change RENAME TO target_change_away");
        assertThatThrownBy(() -> recorder.record(List.of(transaction))).hasMessageContaining("recording");
        lab.target.rogue("ALTER TABLE reconciler.target_change_away RENAME TO target_change");

        assertThat(acknowledged).isEmpty();
        assertThat(target.released()).isEqualTo(before);
        assertThat(known()).isEqualTo(known);
        assertThat(images(1)).containsExactly(UNCHANGED);

        recorder.record(List.of(transaction));
        assertThat(acknowledged).containsExactly(transaction.end());
        assertThat(target.released()).isEqualTo(before + 1);
        assertThat(images(1)).containsExactly(LedgerImage.ABSENT);
    }
}
