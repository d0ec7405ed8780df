package dev.reconciler.contract;

import static dev.reconciler.testing.Orders.ACME;
import static dev.reconciler.testing.Orders.mismatch;
import static dev.reconciler.testing.Orders.proof;
import static dev.reconciler.testing.Orders.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.audit.AuditEntry;
import dev.reconciler.audit.ChainCheck;
import dev.reconciler.control.IllegalTransitionException;
import dev.reconciler.control.PageRequest;
import dev.reconciler.control.StaleVersionException;
import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.DecisionKind;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.discrepancy.OpenCount;
import dev.reconciler.discrepancy.Recorded;
import dev.reconciler.discrepancy.Recorded.Outcome;
import dev.reconciler.discrepancy.Settlement;
import dev.reconciler.discrepancy.Settlement.Decided;
import dev.reconciler.discrepancy.Settlement.Standing;
import dev.reconciler.discrepancy.Severity;
import dev.reconciler.discrepancy.internal.JdbiDiscrepancies;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.testing.ControlStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Recorded discrepancies: races of recorders, versions, transitions and the duration of decisions. */
public abstract class DiscrepanciesContract extends ControlStoreContract {
    private final Discrepancies discrepancies = store.discrepancies();

    @Test
    void twoRecordersRaceForOneOpenRow() throws Exception {
        int recorders = 8;
        ExecutorService threads = Executors.newFixedThreadPool(recorders);
        try {
            List<Future<Recorded>> racing = new ArrayList<>();
            for (int i = 0; i < recorders; i++) {
                racing.add(threads.submit(() -> record(mismatch("1", "bad"), 5)));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Recorded> each : racing) {
                outcomes.add(each.get().outcome());
            }
            assertThat(outcomes).containsOnlyOnce(Outcome.NEW).contains(Outcome.SEEN_AGAIN);
        } finally {
            threads.shutdownNow();
        }
        assertThat(discrepancies.open("shop", "public.orders", "", 1_000))
                .singleElement()
                .satisfies(open -> {
                    assertThat(open.sightings().count()).isEqualTo(recorders);
                    assertThat(open.state()).isEqualTo(DiscrepancyState.OPEN);
                });
        assertThat(store.audit().verify("shop")).isEqualTo(new ChainCheck.Intact(1));
    }

    @Test
    void seenAgainIsCountedAndNotANewVersionUntilTheImagesChange() {
        Discrepancy first = record(mismatch("1", "bad"), 5).discrepancy();
        store.tick(Duration.ofMinutes(1));
        Discrepancy again = record(mismatch("1", "bad"), 6).discrepancy();
        assertThat(again.sightings().count()).isEqualTo(2);
        assertThat(again.lifecycle().version()).isEqualTo(first.lifecycle().version());
        assertThat(again.sightings().first()).isEqualTo(first.sightings().first());
        assertThat(again.sightings().last()).isEqualTo(first.sightings().first().plus(Duration.ofMinutes(1)));
        Discrepancy worse = record(mismatch("1", "worse"), 7).discrepancy();
        assertThat(worse.lifecycle().version()).isEqualTo(first.lifecycle().version() + 1);
        assertThat(worse.difference().target()).isEqualTo(row("1", "acme", "worse"));
        assertThat(worse.id()).isEqualTo(first.id());
    }

    @Test
    void openOnesAreReadInPagesAndEachOnce() {
        for (int i = 0; i < 7; i++) {
            record(mismatch(Integer.toString(i), "bad"), 5);
        }
        List<String> read = new ArrayList<>();
        String after = "";
        List<Discrepancy> page = discrepancies.open("shop", "public.orders", after, 3);
        while (!page.isEmpty()) {
            page.forEach(open -> read.add(open.place().subject()));
            // A discrepancy that heals during a walk does not move another one.
            discrepancies.heal(List.of(page.get(0).id()), proof(6));
            after = page.get(page.size() - 1).id();
            page = discrepancies.open("shop", "public.orders", after, 3);
        }
        assertThat(read).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void imagesSurviveAsTheyAre() {
        Row odd = row("1", "acme", null, "", " \"\\\n\t,[] ", "1.50", "\u00e9\u0301\ud83d\ude00");
        Discrepancy stored = record(new Finding.ExtraInTarget("public.orders", ACME, RowKey.of("1"), odd), 5)
                .discrepancy();
        assertThat(discrepancies.find(stored.id()).orElseThrow().difference().target())
                .isEqualTo(odd);
        assertThat(stored.difference().source()).isNull();
    }

    @Test
    void aHealedOneThatReturnsIsReopened() {
        Discrepancy first = record(mismatch("1", "bad"), 5).discrepancy();
        assertThat(discrepancies.heal(List.of(first.id()), proof(6)))
                .singleElement()
                .satisfies(healed -> assertThat(healed.state()).isEqualTo(DiscrepancyState.HEALED));
        assertThat(discrepancies.open("shop", "public.orders", "", 1_000)).isEmpty();
        Recorded back = record(mismatch("1", "bad"), 7);
        assertThat(back.outcome()).isEqualTo(Outcome.REOPENED);
        assertThat(back.discrepancy().id()).isEqualTo(first.id());
        assertThat(back.discrepancy().state()).isEqualTo(DiscrepancyState.OPEN);
    }

    @Test
    void anOlderProofNeitherHealsNorReopens() {
        Discrepancy first = record(mismatch("1", "bad"), 10).discrepancy();
        assertThat(discrepancies.heal(List.of(first.id()), proof(9))).isEmpty();
        discrepancies.transition(first.id(), first.lifecycle().version(), DiscrepancyState.AUTO_CORRECTED, "auto", "");
        assertThat(record(mismatch("1", "bad"), 9).outcome()).isEqualTo(Outcome.SEEN_AGAIN);
        assertThat(discrepancies.find(first.id()).orElseThrow().state()).isEqualTo(DiscrepancyState.AUTO_CORRECTED);
    }

    @Test
    void anAcceptedDifferenceStaysAcceptedUntilItsDateOrItsImagesChange() {
        Finding finding = mismatch("1", "bad");
        Discrepancy accepted = accept(record(finding, 5).discrepancy(), Duration.ofDays(7));
        assertThat(record(finding, 6).outcome()).isEqualTo(Outcome.SEEN_AGAIN);
        assertThat(discrepancies.find(accepted.id()).orElseThrow().state()).isEqualTo(DiscrepancyState.ACCEPTED);

        store.tick(Duration.ofDays(7));
        Recorded expired = record(finding, 7);
        assertThat(expired.outcome()).isEqualTo(Outcome.REOPENED);
        assertThat(expired.discrepancy().lifecycle().acceptedUntil()).isNull();

        accept(expired.discrepancy(), Duration.ofDays(7));
        assertThat(record(mismatch("1", "other"), 8).outcome()).isEqualTo(Outcome.REOPENED);
    }

    @Test
    void anAcceptedSchemaDriftStaysClosedUntilTheDriftChanges() {
        Discrepancy kept =
                keep(record(drift("column note changed its type", false), 5).discrepancy());
        assertThat(record(drift("column note changed its type", false), 6).outcome())
                .isEqualTo(Outcome.SEEN_AGAIN);
        assertThat(discrepancies.find(kept.id()).orElseThrow().state()).isEqualTo(DiscrepancyState.RESOLVED);

        Recorded other = record(drift("column note is gone", true), 7);
        assertThat(other.outcome()).isEqualTo(Outcome.NEW);
        assertThat(discrepancies.find(kept.id()).orElseThrow().state()).isEqualTo(DiscrepancyState.RESOLVED);

        Recorded worse = record(drift("column note changed its type", true), 8);
        assertThat(worse.outcome()).isEqualTo(Outcome.REOPENED);
        assertThat(worse.discrepancy().id()).isEqualTo(kept.id());
    }

    private static Finding drift(String what, boolean incompatible) {
        return new Finding.SchemaDrift("public.orders", TenantId.NONE, what, incompatible);
    }

    private Discrepancy keep(Discrepancy drift) {
        return discrepancies.settle(
                drift.id(),
                drift.lifecycle().version(),
                new Settlement(
                        DiscrepancyState.RESOLVED,
                        null,
                        new Standing(null, null, null),
                        Decided.of(DecisionKind.KEEP_TARGET)),
                "ann",
                "known");
    }

    @Test
    void anIllegalTransitionIsRefusedAndWritesNothing() {
        Discrepancy open = record(mismatch("1", "bad"), 5).discrepancy();
        Discrepancy reviewed = discrepancies.transition(
                open.id(), open.lifecycle().version(), DiscrepancyState.IN_REVIEW, "auto", "policy");
        assertThatThrownBy(() -> discrepancies.transition(
                        open.id(), reviewed.lifecycle().version(), DiscrepancyState.AUTO_CORRECTED, "ann", "because"))
                .isInstanceOf(IllegalTransitionException.class)
                .hasMessageContaining("IN_REVIEW")
                .hasMessageContaining("AUTO_CORRECTED");
        assertThat(discrepancies.find(open.id())).contains(reviewed);
        assertThat(auditOf(open)).hasSize(2);
    }

    @Test
    void aStaleVersionIsRefusedAndWritesNothing() {
        Discrepancy open = record(mismatch("1", "bad"), 5).discrepancy();
        record(mismatch("1", "changed meanwhile"), 6);
        assertThatThrownBy(() -> discrepancies.transition(
                        open.id(), open.lifecycle().version(), DiscrepancyState.IN_REVIEW, "ann", ""))
                .isInstanceOf(StaleVersionException.class);
        assertThat(auditOf(open)).hasSize(1);
    }

    @Test
    void stateAndAuditCommitTogetherOrNotAtAll() {
        Discrepancy open = record(mismatch("1", "bad"), 5).discrepancy();
        JdbiDiscrepancies failing = new JdbiDiscrepancies(
                store.jdbi(),
                store.dialect(),
                (transaction, pipeline, records) -> {
                    store.audit().append(transaction, pipeline, records);
                    throw new IllegalStateException("the audit entry can't be written");
                },
                store.clock());
        assertThatThrownBy(() -> failing.transition(
                        open.id(), open.lifecycle().version(), DiscrepancyState.IN_REVIEW, "ann", ""))
                .hasMessageContaining("can't be written");
        assertThatThrownBy(
                        () -> failing.record("shop", mismatch("2", "bad"), proof(5), Cause.UNKNOWN, "", Severity.LOW))
                .hasMessageContaining("can't be written");
        assertThatThrownBy(() -> failing.heal(List.of(open.id()), proof(9))).hasMessageContaining("can't be written");

        assertThat(discrepancies.open("shop", "public.orders", "", 1_000)).containsExactly(open);
        assertThat(store.audit().verify("shop")).isEqualTo(new ChainCheck.Intact(1));
    }

    @Test
    void auditNamesWhoAndWhatButNoValues() {
        Discrepancy open = record(mismatch("1", "secret-value"), 5).discrepancy();
        discrepancies.transition(open.id(), open.lifecycle().version(), DiscrepancyState.IN_REVIEW, "ann", "looks odd");
        assertThat(auditOf(open)).hasSize(2);
        AuditEntry last = auditOf(open).get(0);
        assertThat(last.actor()).isEqualTo("ann");
        assertThat(last.action()).isEqualTo("discrepancy.IN_REVIEW");
        assertThat(last.detail())
                .contains("\"from\":\"OPEN\"", "\"to\":\"IN_REVIEW\"", "looks odd")
                .doesNotContain("secret-value");
    }

    @Test
    void searchFiltersAndPages() {
        IntStream.range(0, 5).forEach(i -> record(mismatch("k" + i, "bad"), 5));
        record(new Finding.MissingInTarget("public.items", ACME, RowKey.of("k0"), row("k0", "acme", "x"), true), 5);
        record(new Finding.CountMismatch("public.items", TenantId.NONE, 5, 4), 5);
        DiscrepancyQuery all = DiscrepancyQuery.of("shop", new PageRequest(1, 3));
        assertThat(discrepancies.search(all).items()).hasSize(3);
        assertThat(discrepancies.search(all).total()).isEqualTo(7);
        DiscrepancyQuery narrow = new DiscrepancyQuery(
                "shop",
                java.util.Set.of(DiscrepancyState.OPEN),
                DiscrepancyType.MISSING_IN_TARGET,
                "public.items",
                ACME,
                RowKey.of("k0").encoded(),
                PageRequest.FIRST);
        assertThat(discrepancies.search(narrow).items())
                .singleElement()
                .satisfies(found -> assertThat(found.difference().source()).isEqualTo(row("k0", "acme", "x")));
        assertThat(discrepancies.search(all.in(DiscrepancyState.HEALED)).total())
                .isZero();
        assertThat(discrepancies.openCounts("shop"))
                .contains(new OpenCount("public.orders", DiscrepancyType.FIELD_MISMATCH, Severity.MEDIUM, 5));
        assertThat(discrepancies.oldest("shop", DiscrepancyState.OPEN)).contains(ControlStore.START);
        assertThat(discrepancies.oldest("shop", DiscrepancyState.IN_REVIEW)).isEmpty();
    }

    @Test
    void aCauseBecomesKnownAndThenStandsWhileTheImagesStay() {
        Finding finding = mismatch("1", "bad");
        assertThat(recorded(finding, Cause.UNKNOWN, "nothing")).isEqualTo("UNKNOWN: nothing");
        assertThat(recorded(finding, Cause.ROGUE_WRITE, "transaction 7")).isEqualTo("ROGUE_WRITE: transaction 7");
        assertThat(recorded(finding, Cause.UNKNOWN, "pruned"))
                .as("evidence that is gone takes nothing back")
                .isEqualTo("ROGUE_WRITE: transaction 7");
        assertThat(recorded(finding, Cause.MISSED_EVENT, "other"))
                .as("no flapping")
                .isEqualTo("ROGUE_WRITE: transaction 7");
        assertThat(recorded(mismatch("1", "worse"), Cause.MISSED_EVENT, "of another image"))
                .isEqualTo("MISSED_EVENT: of another image");
    }

    @Test
    void whatComesBackAfterItWasHealedHasACauseOfItsOwn() {
        Finding finding = mismatch("1", "bad");
        Discrepancy first = discrepancies
                .record("shop", finding, proof(5), Cause.ROGUE_WRITE, "transaction 7", Severity.LOW)
                .discrepancy();
        discrepancies.heal(List.of(first.id()), proof(6));
        assertThat(recorded(finding, Cause.UNKNOWN, "nothing")).isEqualTo("UNKNOWN: nothing");
    }

    private String recorded(Finding finding, Cause cause, String evidence) {
        Discrepancy now = discrepancies
                .record("shop", finding, proof(7), cause, evidence, Severity.LOW)
                .discrepancy();
        return now.attribution().cause() + ": " + now.attribution().evidence();
    }

    private Discrepancy accept(Discrepancy open, Duration howLong) {
        Discrepancy inReview =
                discrepancies.transition(open.id(), open.lifecycle().version(), DiscrepancyState.IN_REVIEW, "auto", "");
        Standing standing = new Standing(
                open.difference().source(),
                open.difference().target(),
                store.clock().instant().plus(howLong));
        return discrepancies.settle(
                inReview.id(),
                inReview.lifecycle().version(),
                new Settlement(
                        DiscrepancyState.ACCEPTED,
                        null,
                        standing,
                        new Decided(DecisionKind.ACCEPT, standing.until(), List.of())),
                "ann",
                "known");
    }

    private List<AuditEntry> auditOf(Discrepancy discrepancy) {
        return store.audit()
                .entries("shop", discrepancy.id(), PageRequest.FIRST)
                .items();
    }

    private Recorded record(Finding finding, long fence) {
        return discrepancies.record("shop", finding, proof(fence), Cause.ROGUE_WRITE, "", Severity.MEDIUM);
    }
}
