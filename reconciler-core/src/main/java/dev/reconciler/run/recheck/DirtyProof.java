package dev.reconciler.run.recheck;

import dev.reconciler.correction.DirtyKeys;
import dev.reconciler.correction.DirtyKeys.Dirty;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.rules.RowGroup;
import dev.reconciler.run.finding.Handled;
import dev.reconciler.window.Lane;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Proves the keys that are noted in the target, one window at a time. A key's note is removed once a window has judged the key
 * and no further judgement is pending (a finding that needs a second reading is recorded as a candidate). After a round without
 * progress, the next one waits longer, unless there are new keys: a key that keeps changing, or waits for its parent, must not
 * keep windows open all the time.
 */
public final class DirtyProof {
    /** A correction is verified by the very next window. */
    private static final int AT_ONCE = 2;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(10);

    private final DirtyKeys dirty;
    private final KeyPass proof;
    private final int windowKeys;
    private final InstantSource clock;
    private Set<Dirty> left = Set.of();
    private int idle;
    private Instant next = Instant.MIN;
    private volatile int waiting;

    public DirtyProof(DirtyKeys dirty, KeyPass proof, int windowKeys, InstantSource clock) {
        this.dirty = dirty;
        this.proof = proof;
        this.windowKeys = windowKeys;
        this.clock = clock;
    }

    /** The number of keys pending at the last look; at most the capacity of a window. */
    public int waiting() {
        return waiting;
    }

    public void prove() {
        List<Dirty> noted = dirty.waiting(windowKeys);
        waiting = noted.size();
        if (noted.isEmpty() || clock.instant().isBefore(next) && left.containsAll(noted)) {
            return;
        }
        Set<Dirty> open = new HashSet<>(noted);
        try {
            proof.judge("stream verification", keys(noted), (lane, read, handled) -> {
                releaseParked(lane, read, handled);
                Set<Place> unsettled = handled.again().stream()
                        .map(finding -> new Place(finding.table(), finding.key()))
                        .collect(Collectors.toCollection(HashSet::new));
                unsettled.addAll(waiting(noted, handled));
                List<Dirty> settled = noted.stream()
                        .filter(key ->
                                read.getOrDefault(key.table().id(), Set.of()).contains(key.key()))
                        .filter(key -> !unsettled.contains(new Place(key.table().id(), key.key())))
                        .toList();
                dirty.clear(settled);
                settled.forEach(open::remove);
            });
        } finally {
            idle = open.size() < noted.size() ? 0 : idle + 1;
            next = clock.instant().plus(pause());
            left = open;
            waiting = open.size();
        }
    }

    /** Rows whose violation of a rule needs a second reading: only the note keeps them. */
    private static Set<Place> waiting(Collection<Dirty> noted, Handled handled) {
        Set<Place> waiting = new HashSet<>();
        for (Finding finding : handled.screened().waiting()) {
            if (finding instanceof Finding.RuleViolation violation) {
                noted.stream()
                        .map(Dirty::table)
                        .filter(table -> table.id().equals(violation.table()))
                        .findFirst()
                        .flatMap(table -> RowGroup.key(table, violation.group()))
                        .ifPresent(key -> waiting.add(new Place(violation.table(), key)));
            }
        }
        return waiting;
    }

    /** Discards the parked events up to F of keys without a finding: they are obsolete. */
    private void releaseParked(Lane lane, Map<String, Set<RowKey>> read, Handled handled) {
        Map<String, Set<RowKey>> agreed = new HashMap<>();
        read.forEach((table, keys) -> {
            Set<RowKey> parked = new HashSet<>(lane.target().parked(table).keySet());
            parked.retainAll(keys);
            parked.removeIf(key -> handled.screened().isFound(table, key));
            if (!parked.isEmpty()) {
                agreed.put(table, parked);
            }
        });
        if (!agreed.isEmpty()) {
            dirty.agreed(lane.fence().sequence(), agreed);
        }
    }

    private Duration pause() {
        if (idle <= AT_ONCE) {
            return Duration.ZERO;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(10, idle - AT_ONCE - 1));
        return pause.compareTo(LAST_PAUSE) < 0 ? pause : LAST_PAUSE;
    }

    private static Map<MappedTable, Set<RowKey>> keys(Collection<Dirty> noted) {
        Map<MappedTable, Set<RowKey>> keys = new LinkedHashMap<>();
        noted.forEach(
                key -> keys.computeIfAbsent(key.table(), t -> new HashSet<>()).add(key.key()));
        return keys;
    }

    private record Place(String table, RowKey key) {}
}
