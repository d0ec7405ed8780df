package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Place;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.verify.confirm.Candidate;
import dev.reconciler.verify.confirm.Candidate.Readings;
import dev.reconciler.verify.confirm.Candidates;
import dev.reconciler.verify.confirm.InFlight;
import dev.reconciler.verify.confirm.Reading;
import dev.reconciler.verify.confirm.internal.JdbiCandidates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Candidates of observe mode: one per table and subject, in the order of their subjects. */
public abstract class CandidatesContract extends ControlStoreContract {
    private static final String TABLE = "public.orders";
    private static final TenantId ACME = new TenantId("acme");

    private final Candidates candidates = new JdbiCandidates(store.jdbi(), store.dialect(), "shop");

    private static Candidate candidate(String subject, Instant firstSeen) {
        return new Candidate(
                new Place(TABLE, ACME, subject),
                true,
                DiscrepancyType.FIELD_MISMATCH,
                new Readings(firstSeen, new Reading(firstSeen, 5, "a/b"), false, 1, 0),
                false,
                false);
    }

    private static Candidate changed(
            Candidate before, boolean ofRow, long changes, boolean confirmed, boolean overdue) {
        return new Candidate(
                new Place(TABLE, new TenantId("globex"), before.place().subject()),
                ofRow,
                DiscrepancyType.EXTRA_IN_TARGET,
                new Readings(
                        before.readings().first(),
                        new Reading(before.readings().last().at().plusSeconds(7), 9, "c/d"),
                        true,
                        before.readings().count() + 1,
                        changes),
                confirmed,
                overdue);
    }

    @Test
    void savedCandidateReplacesTheOneOfItsSubject() {
        Candidate first = candidate("1", ControlStore.START);
        Candidate second = changed(first, true, 3, true, true);
        candidates.save(List.of(first, candidate("2", ControlStore.START)));

        candidates.save(List.of(second));

        assertThat(candidates.find(TABLE, List.of("1", "3"))).isEqualTo(Map.of("1", second));
    }

    @Test
    void readingIsNeverStoredEarlierThanItWas() {
        Instant at = ControlStore.START.plusNanos(1_500);
        candidates.save(List.of(candidate("1", at)));

        Candidate stored = candidates.find(TABLE, List.of("1")).get("1");

        assertThat(stored.readings().last().at()).isEqualTo(ControlStore.START.plusNanos(2_000));
        assertThat(stored.readings().first()).isEqualTo(ControlStore.START.plusNanos(1_000));
    }

    @Test
    void longSubjectsWithACommonBeginningAreToldApart() {
        String common = "k".repeat(3_000);
        List<String> subjects = List.of(common + "1", common + "2");
        subjects.forEach(subject -> candidates.save(List.of(candidate(subject, ControlStore.START))));

        assertThat(candidates.find(TABLE, subjects)).containsOnlyKeys(subjects);
        assertThat(candidates.waiting(TABLE, "", 10))
                .extracting(each -> each.place().subject())
                .isEqualTo(subjects);
        assertThat(candidates.waiting(TABLE, common + "1", 10))
                .extracting(each -> each.place().subject())
                .containsExactly(common + "2");
    }

    /** By code point, as the keys are compared in Java: upper case before lower case, and a prefix before what it begins. */
    @Test
    void waitingRowsAreReadInPagesInTheOrderOfTheirSubjects() {
        List<String> subjects = List.of("1", "10", "2", "B", "a", "a b", "\u00e9");
        List<Candidate> all = new ArrayList<>();
        subjects.forEach(subject -> all.add(0, candidate(subject, ControlStore.START)));
        all.add(changed(candidate("0 of a rule", ControlStore.START), false, 0, false, false));
        all.add(changed(candidate("0 confirmed", ControlStore.START), true, 0, true, false));
        candidates.save(all);

        List<String> read = new ArrayList<>();
        List<Candidate> page = candidates.waiting(TABLE, "", 3);
        while (!page.isEmpty()) {
            page.forEach(candidate -> read.add(candidate.place().subject()));
            page = candidates.waiting(TABLE, page.get(page.size() - 1).place().subject(), 3);
        }

        assertThat(read).isEqualTo(subjects);
    }

    @Test
    void droppedCandidatesAreGoneAndNoOthers() {
        candidates.save(List.of(candidate("1", ControlStore.START), candidate("2", ControlStore.START)));

        candidates.drop(TABLE, List.of("1", "3"));
        candidates.drop(TABLE, List.of());
        candidates.drop("public.items", List.of("2"));
        new JdbiCandidates(store.jdbi(), store.dialect(), "other").drop(TABLE, List.of("2"));

        assertThat(candidates.find(TABLE, List.of("1", "2"))).containsOnlyKeys("2");
        assertThat(candidates.find(TABLE, List.of())).isEmpty();
    }

    @Test
    void moreCandidatesThanOneStatementTakesAreFoundAndDropped() {
        List<String> subjects = new ArrayList<>();
        List<Candidate> all = new ArrayList<>();
        for (int i = 0; i < 10_001; i++) {
            subjects.add(RowKey.of(Integer.toString(i)).encoded());
            all.add(candidate(subjects.get(i), ControlStore.START));
        }
        candidates.save(all);
        assertThat(candidates.find(TABLE, subjects)).hasSize(10_001);

        candidates.drop(TABLE, subjects);

        assertThat(candidates.find(TABLE, subjects)).isEmpty();
    }

    @Test
    void oldGroupsOfRulesAreForgottenAndRowsNever() {
        Candidate row = candidate("1", ControlStore.START);
        Candidate group = changed(candidate("rule/1", ControlStore.START), false, 0, false, false);
        candidates.save(List.of(row, group));

        candidates.forgetGroups(group.readings().last().at());
        assertThat(candidates.find(TABLE, List.of("1", "rule/1"))).hasSize(2);
        candidates.forgetGroups(group.readings().last().at().plusSeconds(1));

        assertThat(candidates.find(TABLE, List.of("1", "rule/1"))).containsOnlyKeys("1");
    }

    @Test
    void rowsInFlightAreCountedByTableAndTenant() {
        candidates.save(List.of(
                candidate("1", ControlStore.START.plusSeconds(60)),
                candidate("2", ControlStore.START.plusSeconds(30)),
                changed(candidate("3", ControlStore.START), true, 4, false, true),
                changed(candidate("4", ControlStore.START), true, 0, true, false)));

        assertThat(candidates.inFlight())
                .containsExactly(
                        new InFlight(TABLE, new TenantId("globex"), 1, ControlStore.START, 4, 1),
                        new InFlight(TABLE, ACME, 2, ControlStore.START.plus(Duration.ofSeconds(30)), 0, 0));
    }

    @Test
    void saversOfTheSameSubjectsInOppositeOrderDontWaitForEachOtherForever() {
        List<Candidate> all = new ArrayList<>();
        List<Candidate> reversed = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(candidate("k" + i, ControlStore.START));
            reversed.add(0, candidate("k" + i, ControlStore.START));
        }

        CompletableFuture<Void> one = CompletableFuture.runAsync(() -> repeat(all));
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> repeat(reversed));
        one.join();
        other.join();

        assertThat(candidates.waiting(TABLE, "", 100)).hasSize(50);
    }

    private void repeat(List<Candidate> saved) {
        for (int i = 0; i < 20; i++) {
            candidates.save(saved);
        }
    }
}
