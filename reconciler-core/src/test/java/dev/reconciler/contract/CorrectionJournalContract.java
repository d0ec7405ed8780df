package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.control.Cursor;
import dev.reconciler.control.Page;
import dev.reconciler.control.PageRequest;
import dev.reconciler.correction.Correction;
import dev.reconciler.correction.CorrectionKind;
import dev.reconciler.correction.Journal;
import dev.reconciler.endpoint.write.JournalEntry;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.row.ChangedRow;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The journal of corrections: written in the correction's own transaction in the target, read by the journal's store. */
public abstract class CorrectionJournalContract {
    private static final Instant AT = Instant.parse("2024-05-01T10:00:00.123456Z");
    private static final RowKey KEY = RowKey.of("1:2", "\u00e9");

    protected final TargetFixture target = open();

    protected abstract TargetFixture open();

    protected abstract Journal journal(String pipeline);

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void entryComesBackAsItWasWritten() {
        Row before = TargetFixture.row("1:2", null, "\u00e9 \"quoted\" \\ \n", "");
        Row after = TargetFixture.row("1:2", "", null, "x");
        JournalEntry inserted = entry("c1", "d1", 1, null, after);
        JournalEntry updated = entry("c2", "d2", 2, before, after);
        JournalEntry deleted = entry("c3", "d3", 3, before, null);

        write(inserted, updated, deleted);

        Journal journal = journal(TargetFixture.PIPELINE);
        assertThat(journal.find("c1")).contains(correction(inserted, null));
        assertThat(journal.find("c2")).contains(correction(updated, null));
        assertThat(journal.find("c3")).contains(correction(deleted, null));
        assertThat(journal.find("c4")).isEmpty();
    }

    @Test
    void entryOfATransactionThatDoesNotCommitIsGone() {
        try (TargetTransaction transaction = target.store().begin()) {
            transaction.journal(List.of(entry("c1", "d1", 1, null, TargetFixture.row("a"))));
        }
        assertThat(journal(TargetFixture.PIPELINE).find("c1")).isEmpty();
    }

    @Test
    void undoneCorrectionNamesItsUndo() {
        write(entry("c1", "d1", 1, null, TargetFixture.row("a")), entry("c2", "d2", 1, null, TargetFixture.row("b")));
        JournalEntry undo = entry("u1", "c1", 2, TargetFixture.row("a"), null);
        write(undo);

        Journal journal = journal(TargetFixture.PIPELINE);
        assertThat(journal.find("c1").orElseThrow().undoneBy()).isEqualTo("u1");
        assertThat(journal.find("c2").orElseThrow().undoneBy()).isNull();
        assertThat(journal.find("u1")).contains(correction(undo, null));
    }

    @Test
    void latestCorrectionOfEachDiscrepancyIsFound() {
        write(
                entry("c1", "d1", 1, null, TargetFixture.row("a")),
                entry("c2", "d1", 3, null, TargetFixture.row("b")),
                entry("c3", "d1", 2, null, TargetFixture.row("c")),
                entry("c4", "d2", 1, null, TargetFixture.row("d")));

        Map<String, Correction> latest = journal(TargetFixture.PIPELINE).latest(Set.of("d1", "d2", "d3"));

        assertThat(latest).containsOnlyKeys("d1", "d2");
        assertThat(latest).extractingByKey("d1").extracting(Correction::id).isEqualTo("c2");
        assertThat(latest).extractingByKey("d2").extracting(Correction::id).isEqualTo("c4");
        assertThat(journal(TargetFixture.PIPELINE).latest(Set.of())).isEmpty();
    }

    @Test
    void pagesHoldEveryEntryOnceNewestFirstAndOfTheAskedTableAlone() {
        List<JournalEntry> entries = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            entries.add(entry("c" + i, "d" + i, (i + 1) / 2, null, TargetFixture.row("a")));
        }
        entries.add(entryOf("public.other", "o1", "d8", 9, null, TargetFixture.row("a")));
        write(entries.toArray(JournalEntry[]::new));
        Journal journal = journal(TargetFixture.PIPELINE);

        List<String> ids = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            Page<Correction> page = journal.list("public.t", new PageRequest(number, 3));
            assertThat(page.total()).isEqualTo(7);
            page.items().forEach(each -> ids.add(each.id()));
        }

        assertThat(ids).containsExactly("c7", "c5", "c6", "c3", "c4", "c1", "c2");
        assertThat(journal.list("", new PageRequest(0, 100)).items())
                .extracting(Correction::id)
                .hasSize(8)
                .startsWith("o1");
    }

    @Test
    void readerThatFollowsTheJournalGetsEachEntryOnceOldestFirst() {
        write(
                entry("c1", "d1", 1, null, TargetFixture.row("a")),
                entry("c3", "d3", 2, null, TargetFixture.row("a")),
                entry("c2", "d2", 2, null, TargetFixture.row("a")));
        Journal journal = journal(TargetFixture.PIPELINE);

        List<String> ids = new ArrayList<>();
        Cursor place = Cursor.START;
        for (int i = 0; i < 3; i++) {
            Page<Correction> page = journal.list("", PageRequest.after(place, 1));
            ids.add(page.items().get(0).id());
            place = Objects.requireNonNull(page.next());
        }

        assertThat(ids).containsExactly("c1", "c2", "c3");
        assertThat(journal.list("", PageRequest.after(place, 1)).items()).isEmpty();
    }

    @Test
    void journalOfAnotherPipelineIsEmpty() {
        write(entry("c1", "d1", 1, null, TargetFixture.row("a")));

        Journal other = journal("other");
        assertThat(other.find("c1")).isEmpty();
        assertThat(other.latest(Set.of("d1"))).isEmpty();
        assertThat(other.list("", PageRequest.FIRST).items()).isEmpty();
    }

    private void write(JournalEntry... entries) {
        target.commit(transaction -> {
            transaction.journal(List.of(entries));
            return null;
        });
    }

    private static JournalEntry entry(
            String id, String discrepancy, int second, @Nullable Row before, @Nullable Row after) {
        return entryOf("public.t", id, discrepancy, second, before, after);
    }

    private static JournalEntry entryOf(
            String table, String id, String discrepancy, int second, @Nullable Row before, @Nullable Row after) {
        return new JournalEntry(
                id,
                discrepancy,
                new ChangedRow(table, new TenantId("acme"), KEY, before, after),
                CorrectionKind.UPDATE.name(),
                1L << 40,
                "ann",
                AT.plusSeconds(second));
    }

    private static Correction correction(JournalEntry entry, @Nullable String undoneBy) {
        return new Correction(
                entry.id(),
                entry.discrepancy(),
                entry.row(),
                CorrectionKind.valueOf(entry.kind()),
                entry.fence(),
                entry.actor(),
                entry.at(),
                undoneBy);
    }
}
