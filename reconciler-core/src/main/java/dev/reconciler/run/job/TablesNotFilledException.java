package dev.reconciler.run.job;

import java.util.Map;
import java.util.stream.Collectors;

/** A backfill could not fill some tables; the message names them with their reasons. */
public final class TablesNotFilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int NAMED = 5;

    /** @param reasons by table, at least one */
    TablesNotFilledException(Map<String, RuntimeException> reasons, int tables) {
        super(
                reasons.size() + " of " + tables + " tables could not be filled: "
                        + reasons.entrySet().stream()
                                .limit(NAMED)
                                .map(e -> e.getKey() + " (" + e.getValue().getMessage() + ")")
                                .collect(Collectors.joining("; "))
                        + (reasons.size() > NAMED ? "; and " + (reasons.size() - NAMED) + " more" : ""),
                reasons.values().iterator().next());
    }
}
