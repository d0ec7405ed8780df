package dev.reconciler.targetstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.ledger.LedgerImage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The writes to the target that become suspects. */
@Tag("db")
class TargetTailTest {
    private static final Duration SETTLE = Duration.ofSeconds(3);

    private final TargetStreamLab lab = new TargetStreamLab();
    private final List<String> suspects = new ArrayList<>();
    private Instant now = TargetStreamLab.START;
    private final TargetTail tail = new TargetTail(
            lab.source,
            lab.target.database(),
            lab.changes,
            List.of(lab.table),
            (table, keys) -> keys.forEach(key -> suspects.add(key.toString())),
            SETTLE,
            () -> now);

    @AfterEach
    void close() {
        lab.close();
    }

    private void advance() {
        assertThat(tail.advance()).as("more").isFalse();
    }

    /** Judges what was recorded by {@code START}: the settle time has gone by, and what the source did in it is applied. */
    private void judge() {
        now = TargetStreamLab.START.plus(SETTLE);
        advance(); // notes how far the source is
        lab.applied();
        advance();
    }

    @Test
    void writeThatDiffersFromTheSourceChangeIsSuspected() {
        lab.stream("as the source", "1.00");
        lab.told("as the source", 100, lab.image("as the source", "1.00"));
        lab.stream("other", "1.00");
        lab.told("other", 101, lab.image("other", "2.00"));
        lab.stream("removed", "1.00");
        lab.told("removed", 101, LedgerImage.ABSENT);
        lab.told("unheard of", 102, lab.image("unheard of", "1.00"));

        judge();
        assertThat(suspects).containsExactlyInAnyOrder("other", "removed", "unheard of");
        suspects.clear();
        advance();
        assertThat(suspects).as("judged once").isEmpty();
    }

    @Test
    void onlyTheLastWriteOfAKeyIsJudged() {
        lab.stream("to and fro", "1.00");
        lab.told("to and fro", 100, lab.image("to and fro", "2.00"));
        lab.told("to and fro", 101, lab.image("to and fro", "1.00"));
        judge();
        assertThat(suspects).isEmpty();
    }

    @Test
    void ownWritesAreNotSuspected() {
        lab.own(100);
        lab.told("corrected", 100, lab.image("corrected", "1.00"));
        judge();
        assertThat(suspects).isEmpty();
    }

    @Test
    void writeIsJudgedAfterTheSettleTimeAndTheAppliedSourcePosition() {
        lab.told("other", 100, lab.image("other", "2.00"));

        now = TargetStreamLab.START.plus(SETTLE).minusMillis(1);
        advance();
        lab.applied();
        advance();
        assertThat(suspects).as("too soon").isEmpty();

        now = TargetStreamLab.START.plus(SETTLE);
        lab.target.rogue("SELECT pg_logical_emit_message(true, 'test', 'the log goes on')");
        advance();
        assertThat(suspects).as("not applied").isEmpty();
        lab.applied();
        advance();
        assertThat(suspects).containsExactly("other");
    }
}
