package dev.reconciler.verify.confirm;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.ledger.LedgerView;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.window.Lane;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Confirms differences in mode observe: applications and tools write the target at their own pace, so a difference in one window
 * may be a write in transit. A confirmed difference is not one, because:
 *
 * <ol>
 *   <li>A first reading found the key different at F1, in a window at whose F1 no source change of the key was under way (it
 *       was not in doubt). The content of both snapshots is stored, with a time at which both already existed.
 *   <li>A second window's snapshots were all taken at least the settle time after that. It found the same content on both sides,
 *       the key was not in doubt again, and T2's ledger, which reaches back to F1, has no entry of the key after F1: so the
 *       source did not touch the key from before the first reading to the second, not even with a change that was reverted.
 *   <li>If the target row exists, its versions in both readings are equal: no session wrote it in between. So no write is missing
 *       that takes less than the settle time. The target's part of a write that began on the source was due before the second
 *       reading. The source's part of a write that began on the target was due before the second reading too, because the
 *       target's content was already present at the first reading.
 *   <li>An absent row has no version, and some engines have no row versions: between two readings the row may have been inserted,
 *       and deleted by a deletion that began on the target and has not reached the source. So a third reading follows, another
 *       settle time later, and the ledger still has no entry: if a write had begun on the target by the second reading, the
 *       source would have changed by now. So the second reading saw the final state.
 * </ol>
 *
 * If the target is streamed too ({@link Rest}), the streams replace the first reading. If they show that a key was touched on
 * neither side from the settle time before the window until its snapshots, the key has rested as if it had been read twice,
 * whether its row exists or not: any write on either side began earlier, so the other side's part was due before the snapshots.
 * The window that finds the key confirms it, if the window's start time is known. For a key without such knowledge, the readings
 * decide.
 *
 * <p>The only assumption is that a write to the other side follows within the settle time; docs/VERIFICATION.md describes the
 * effects of a violation.
 *
 * <p>If a step fails, the settle time starts again from the later reading, but the time in flight does not: a key that keeps
 * differing, never twice alike, is reported after a while as changing for too long. A key that a window read again and found
 * equal is no longer a candidate. A confirmed candidate is kept until then, so that the next run that finds it unchanged need not
 * wait, and two runs that confirm the same key both count it.
 */
public final class SettledConfirmation implements Confirmation {
    private static final int SLICE = 5_000;
    private static final int OLD = 12;

    private final Candidates candidates;
    private final Map<String, MappedTable> tables;
    private final Subjects subjects;
    private final ConfirmSettings settings;
    private final Rest rest;
    private final InstantSource clock;

    /** @param tables by mapping id */
    public SettledConfirmation(
            Candidates candidates, Map<String, MappedTable> tables, ConfirmSettings settings, InstantSource clock) {
        this(candidates, tables, settings, Rest.UNKNOWN, clock);
    }

    /**
     * @param tables by mapping id
     * @param rest the knowledge of both sides' streams
     */
    public SettledConfirmation(
            Candidates candidates,
            Map<String, MappedTable> tables,
            ConfirmSettings settings,
            Rest rest,
            InstantSource clock) {
        this.rest = rest;
        this.candidates = candidates;
        this.tables = Map.copyOf(tables);
        this.subjects = new Subjects(tables);
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Screened screen(Lane lane, Collection<Finding> found, Look look) {
        Instant now = clock.instant();
        List<Finding> confirmed = new ArrayList<>();
        List<Finding> waiting = new ArrayList<>();
        byTable(found).forEach((table, findings) -> {
            for (int from = 0; from < findings.size(); from += SLICE) {
                List<Finding> slice = findings.subList(from, Math.min(findings.size(), from + SLICE));
                screen(new Round(lane, look, now), table, slice, confirmed, waiting);
            }
        });
        dropEqual(found, look);
        return new Screened(confirmed, waiting);
    }

    private record Round(Lane lane, Look look, Instant now) {}

    private static Map<String, List<Finding>> byTable(Collection<Finding> found) {
        Map<String, List<Finding>> byTable = new LinkedHashMap<>();
        found.forEach(finding -> byTable.computeIfAbsent(finding.table(), table -> new ArrayList<>())
                .add(finding));
        return byTable;
    }

    private void screen(
            Round round, String table, List<Finding> slice, List<Finding> confirmed, List<Finding> waiting) {
        Map<String, Candidate> known =
                candidates.find(table, slice.stream().map(Subjects::of).toList());
        LedgerView later = later(round.lane(), table, slice, known);
        Versions versions = versions(round.lane(), table, slice);
        Set<RowKey> rested = rested(round, table, slice);
        List<Candidate> changed = new ArrayList<>();
        for (Finding finding : slice) {
            if (finding instanceof Finding.CountMismatch) {
                waiting.add(finding); // its rows are candidates themselves, and are more precise
                continue;
            }
            if (finding instanceof Finding.DuplicateKey) {
                confirmed.add(finding); // no order of writes leaves two rows under one key: one snapshot proves it
                continue;
            }
            Candidate before = known.get(Subjects.of(finding));
            Reading reading = reading(round, finding, versions);
            if (reading.isWhole() && finding instanceof Finding.OfRow row && rested.contains(row.key())) {
                Candidate of = before == null ? Candidate.first(finding, row.subject(), reading) : before;
                changed.add(of.again(finding, reading, false, 0, true));
                confirmed.add(finding);
                continue;
            }
            if (before != null && isUnchanged(before, reading, finding, later)) {
                settle(round, before, finding, reading, versions.tell(finding), confirmed, waiting)
                        .ifPresent(changed::add);
                continue;
            }
            waiting.add(finding);
            Candidate candidate = before == null || before.confirmed()
                    ? Candidate.first(finding, Subjects.of(finding), reading)
                    : before.again(finding, reading, false, changes(before, reading, finding, later), false);
            if (before != null && isOverdue(before, candidate)) {
                confirmed.add(unrest(finding, candidate));
                candidate = candidate.asOverdue();
            }
            changed.add(candidate);
        }
        candidates.save(changed);
    }

    private Set<RowKey> rested(Round round, String table, List<Finding> slice) {
        Instant begun = round.look().begun();
        List<RowKey> keys = slice.stream()
                .filter(Finding.OfRow.class::isInstance)
                .map(finding -> ((Finding.OfRow) finding).key())
                .toList();
        return begun == null
                ? Set.of()
                : rest.since(begun.minus(settings.settle()), round.lane().ledger(), table, keys);
    }

    /**
     * Handles a reading without a change. Returns the updated candidate; empty if the reading came too early: then the earlier
     * reading still counts.
     */
    private Optional<Candidate> settle(
            Round round,
            Candidate before,
            Finding finding,
            Reading reading,
            boolean versioned,
            List<Finding> confirmed,
            List<Finding> waiting) {
        boolean stands = before.confirmed() && versioned;
        if (!stands && !hasSettled(before, round.look())) {
            waiting.add(finding);
            return Optional.empty();
        }
        if (stands || versioned || before.readings().rested()) {
            confirmed.add(finding);
            return Optional.of(before.again(finding, reading, false, 0, true));
        }
        waiting.add(finding);
        return Optional.of(before.again(finding, reading, true, 0, before.confirmed()));
    }

    private static LedgerView later(Lane lane, String table, List<Finding> slice, Map<String, Candidate> known) {
        Set<RowKey> keys = new HashSet<>();
        for (Finding finding : slice) {
            Candidate before = known.get(Subjects.of(finding));
            if (before != null && before.readings().last().isWhole() && finding instanceof Finding.OfRow row) {
                keys.add(row.key());
            }
        }
        return keys.isEmpty()
                ? new LedgerView(LedgerView.Depth.LAST, Long.MAX_VALUE)
                : lane.ledger().about(Map.of(table, keys));
    }

    private Versions versions(Lane lane, String table, List<Finding> slice) {
        List<RowKey> keys = new ArrayList<>();
        for (Finding finding : slice) {
            if (finding instanceof Finding.OfRow row) {
                keys.add(row.key());
            }
        }
        MappedTable mapped = tables.get(table);
        return mapped == null || keys.isEmpty() ? Versions.NONE : Versions.of(lane, mapped, keys);
    }

    private Reading reading(Round round, Finding finding, Versions versions) {
        boolean whole = !(finding instanceof Finding.OfRow row)
                || row.sourceKnown() && !round.lane().doubt().of(row.table()).containsKey(row.key());
        return new Reading(
                round.now(),
                round.lane().fence().sequence(),
                whole ? subjects.images(finding) + versions.of(finding) : "");
    }

    private boolean isUnchanged(Candidate before, Reading now, Finding finding, LedgerView later) {
        Reading first = before.readings().last();
        if (!first.isWhole() || !first.images().equals(now.images())) {
            return false;
        }
        if (!(finding instanceof Finding.OfRow row)) {
            // No ledger records a rule's groups: an old reading does not show changes in between.
            return Duration.between(first.at(), now.at())
                            .compareTo(settings.settle().multipliedBy(OLD))
                    < 0;
        }
        return later.reachesBackTo(first.fence()) && !later.touchedAfter(row.table(), row.key(), first.fence());
    }

    /** The number of changes that the reading shows: zero if the only obstacle is that the ledger no longer reaches back. */
    private static int changes(Candidate before, Reading now, Finding finding, LedgerView later) {
        if (!now.isWhole()) {
            return 1;
        }
        Reading first = before.readings().last();
        boolean touched =
                finding instanceof Finding.OfRow row && later.touchedAfter(row.table(), row.key(), first.fence());
        return first.isWhole() && (touched || !first.images().equals(now.images())) ? 1 : 0;
    }

    private boolean hasSettled(Candidate before, Look look) {
        Instant begun = look.begun();
        return begun != null && !begun.isBefore(before.readings().last().at().plus(settings.settle()));
    }

    /**
     * Returns whether the candidate has changed for too long. Only if it was read meanwhile: a candidate without recent readings
     * is not known to have kept changing.
     */
    private boolean isOverdue(Candidate before, Candidate now) {
        Duration age =
                Duration.between(now.readings().first(), now.readings().last().at());
        Duration unwatched = Duration.between(
                before.readings().last().at(), now.readings().last().at());
        return now.ofRow()
                && !now.overdue()
                && now.readings().changes() > 1
                && age.compareTo(settings.inFlightMax()) > 0
                && unwatched.compareTo(settings.inFlightMax()) < 0;
    }

    private static Finding unrest(Finding finding, Candidate candidate) {
        Finding.OfRow row = (Finding.OfRow) finding;
        return new Finding.TemporalInconsistency(
                row.table(),
                row.tenant(),
                row.key(),
                "the row has differed since " + candidate.readings().first() + " and keeps changing: "
                        + candidate.readings().changes() + " changes in "
                        + candidate.readings().count()
                        + " readings, the last difference is " + row.type());
    }

    /** Drops keys that were read again without a finding: they are equal, or hold the ledger's image. */
    private void dropEqual(Collection<Finding> found, Look look) {
        Map<String, Set<String>> different = new HashMap<>();
        found.forEach(finding -> different
                .computeIfAbsent(finding.table(), table -> new HashSet<>())
                .add(Subjects.of(finding)));
        look.again().forEach((table, keys) -> {
            Set<String> of = different.getOrDefault(table, Set.of());
            List<String> equal = keys.stream()
                    .map(RowKey::encoded)
                    .filter(subject -> !of.contains(subject))
                    .toList();
            candidates.drop(table, equal);
        });
    }
}
