package dev.reconciler.app.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The defaults that depend on other settings; every other default is in the schema. */
final class DerivedDefaults {
    private static final String OFF = "off";

    private DerivedDefaults() {}

    /** Adds the derived defaults to a valid tree that has all other defaults. */
    static void fillIn(JsonNode tree) {
        ObjectNode root = (ObjectNode) tree;
        if (tree.path("mode").asText().equals("observe")) {
            // Applications write the target, so there is no table to fill.
            root.put("initial", "live");
        }
        String name = "reconciler_" + tree.path("pipeline").asText();
        putIfAbsent(root.withObjectProperty("stream"), "slot", name);
        putIfAbsent(root.withObjectProperty("stream"), "publication", name);
        ObjectNode schedules = root.withObjectProperty("schedules");
        putIfAbsent(schedules, ScheduledJob.CANARY.key(), tree.has("canary") ? "1h" : OFF);
        putIfAbsent(schedules, ScheduledJob.INCREMENTAL.key(), verifiesStream(tree) ? "5m" : OFF);
        if (hasNoRules(tree)) {
            schedules.put(ScheduledJob.RULES.key(), OFF);
        }
        for (ScheduledJob job : ScheduledJob.values()) {
            putIfAbsent(schedules, job.key(), OFF);
        }
    }

    static boolean hasNoRules(JsonNode tree) {
        return tree.path("rules").isTextual();
    }

    /** Returns whether stream verification tells the incremental job which chunks are dirty. */
    static boolean verifiesStream(JsonNode tree) {
        return !tree.path("verification")
                .path("stream")
                .path("enabled")
                .asText()
                .equals("false");
    }

    private static void putIfAbsent(ObjectNode node, String key, String value) {
        if (!node.has(key)) {
            node.put(key, value);
        }
    }
}
