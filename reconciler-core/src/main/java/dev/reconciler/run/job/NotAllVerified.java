package dev.reconciler.run.job;

import java.util.Map;
import java.util.stream.Collectors;

/** The error of a run that completed without some of its tables or rules. */
public final class NotAllVerified {
    private static final int NAMED = 5;

    private NotAllVerified() {}

    /** @param errors reasons by table or rule; the text is empty if there are none */
    public static String text(Map<String, String> errors) {
        if (errors.isEmpty()) {
            return "";
        }
        String named = errors.entrySet().stream()
                .limit(NAMED)
                .map(error -> error.getKey() + " (" + error.getValue() + ")")
                .collect(Collectors.joining("; "));
        return "not verified: " + named + (errors.size() > NAMED ? "; and " + (errors.size() - NAMED) + " more" : "");
    }
}
