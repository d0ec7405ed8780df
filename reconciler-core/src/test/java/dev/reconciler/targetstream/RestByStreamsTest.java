package dev.reconciler.targetstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.read.TargetSnapshot;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.ledger.SnapshotLedger;
import dev.reconciler.row.RowKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each thing that must hold before the streams may vouch for a key. Of "b", nothing ever comes after the mark. */
@Tag("db")
class RestByStreamsTest {
    private static final Instant LATEST = TargetStreamLab.START.plusSeconds(1).plusMillis(500);

    private final TargetStreamLab lab = new TargetStreamLab();

    @BeforeEach
    void bothChangeBeforeTheMark() {
        for (String key : List.of("a", "b")) {
            lab.stream(key, "1.00");
            lab.told(key, 100, lab.image(key, "2.00"));
        }
        lab.mark(1);
    }

    @AfterEach
    void close() {
        lab.close();
    }

    private Set<String> rested() {
        return rested(LATEST);
    }

    private Set<String> rested(Instant latest) {
        try (TargetSnapshot snapshot = lab.target.database().openSnapshot()) {
            return new RestByStreams(lab.knowledge)
                            .since(
                                    latest,
                                    SnapshotLedger.read(snapshot.ledger(), transaction -> {}),
                                    lab.table.id(),
                                    Set.of(RowKey.of("a"), RowKey.of("b")))
                            .stream()
                            .map(RowKey::toString)
                            .collect(Collectors.toSet());
        }
    }

    @Test
    void keyThatNeitherSideChangedSinceTheMarkHasRested() {
        assertThat(rested()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void sourceChangeAfterTheMarkEndsTheRest() {
        lab.stream("a", "2.00");
        assertThat(rested()).containsExactly("b");
    }

    @Test
    void targetWriteAfterTheMarkEndsTheRest() {
        lab.told("a", 101, LedgerImage.ABSENT);
        assertThat(rested()).containsExactly("b");
    }

    @Test
    void ownCorrectionAfterTheMarkEndsTheRest() {
        lab.own(101);
        lab.told("a", 101, lab.image("a", "1.00"));
        assertThat(rested()).containsExactly("b");
    }

    @Test
    void writeThatArrivesDuringTheWaitEndsTheRest() {
        lab.meanwhile = () -> {
            lab.told("a", 101, LedgerImage.ABSENT);
            lab.tell();
        };
        assertThat(rested()).containsExactly("b");
    }

    @Test
    void streamBehindTheSnapshotProvesNoRest() {
        lab.meanwhile = () -> {};
        assertThat(rested()).isEmpty();
    }

    @Test
    void markThatIsTooRecentProvesNoRest() {
        assertThat(rested(TargetStreamLab.START.plusMillis(999))).isEmpty();
    }

    @Test
    void restartedRecordProvesNoRestFromBeforeItsStart() {
        lab.changes.forgetUpTo(lab.changes.emit());
        assertThat(rested()).isEmpty();
    }

    @Test
    void recordRestartedDuringTheWaitProvesNoRest() {
        lab.meanwhile = () -> {
            lab.changes.forgetUpTo(lab.changes.emit());
            lab.tell();
        };
        assertThat(rested()).isEmpty();
    }

    @Test
    void ledgerPrunedPastTheMarkProvesNoRest() {
        lab.stream("c", "1.00");
        lab.pruneLedger();
        assertThat(rested()).isEmpty();
    }

    @Test
    void ledgerThatReachesBackExactlyToTheMarkProvesRest() {
        lab.pruneLedger();
        assertThat(rested()).containsExactlyInAnyOrder("a", "b");
    }
}
