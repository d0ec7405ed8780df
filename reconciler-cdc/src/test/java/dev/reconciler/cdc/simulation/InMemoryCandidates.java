package dev.reconciler.cdc.simulation;

import dev.reconciler.verify.confirm.Candidate;
import dev.reconciler.verify.confirm.Candidates;
import dev.reconciler.verify.confirm.InFlight;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Candidates of one table. */
final class InMemoryCandidates implements Candidates {
    private final TreeMap<String, Candidate> bySubject = new TreeMap<>();

    @Override
    public Map<String, Candidate> find(String table, Collection<String> subjects) {
        Map<String, Candidate> found = new HashMap<>(bySubject);
        found.keySet().retainAll(List.copyOf(subjects));
        return found;
    }

    @Override
    public void save(Collection<Candidate> candidates) {
        candidates.forEach(candidate -> bySubject.put(candidate.place().subject(), candidate));
    }

    @Override
    public void drop(String table, Collection<String> subjects) {
        bySubject.keySet().removeAll(List.copyOf(subjects));
    }

    @Override
    public List<Candidate> waiting(String table, String after, int limit) {
        return bySubject.tailMap(after, false).values().stream()
                .filter(candidate -> !candidate.confirmed())
                .limit(limit)
                .toList();
    }

    @Override
    public void forgetGroups(Instant before) {}

    @Override
    public List<InFlight> inFlight() {
        throw new UnsupportedOperationException("nobody asks in a simulation");
    }
}
