package dev.reconciler.endpoint.postgres.preflight;

import dev.reconciler.endpoint.engine.CheckReport;
import dev.reconciler.schema.TableRef;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Nothing of the target changes what the pipeline writes: neither a trigger of a table or of its partitions, nor a rule. */
final class SideEffectChecks {
    private final CheckReport report;
    private final boolean replica;

    /** @param replica true if the pipeline writes with {@code session_replication_role = replica} */
    SideEffectChecks(CheckReport report, boolean replica) {
        this.report = report;
        this.replica = replica;
    }

    void check(Map<TableRef, List<SideEffect>> effects) {
        new TreeMap<>(effects).forEach((table, found) -> {
            triggers(
                    table,
                    found.stream()
                            .filter(effect -> effect.kind().equals("TRIGGER"))
                            .toList());
            rules(
                    table,
                    found.stream()
                            .filter(effect -> effect.kind().equals("RULE"))
                            .toList());
        });
    }

    private void triggers(TableRef table, List<SideEffect> triggers) {
        if (triggers.isEmpty()) {
            return;
        }
        boolean always = triggers.stream().anyMatch(SideEffect::always);
        report.error(
                "target table " + table,
                "triggers would fire on what the pipeline writes: " + named(table, triggers),
                replica
                        ? "they fire for replicas, too (ENABLE ALWAYS or ENABLE REPLICA): ALTER TABLE ... ENABLE"
                                + " TRIGGER ..., or DISABLE TRIGGER"
                        : (always
                                ? "ALTER TABLE ... DISABLE TRIGGER, or set apply.replicationRole: replica and ALTER"
                                        + " TABLE ... ENABLE TRIGGER for those that are ENABLE ALWAYS"
                                : "set apply.replicationRole: replica, or ALTER TABLE ... DISABLE TRIGGER"));
    }

    private void rules(TableRef table, List<SideEffect> rules) {
        if (!rules.isEmpty()) {
            report.error(
                    "target table " + table,
                    "rules would replace what the pipeline writes: " + named(table, rules),
                    "ALTER TABLE " + table + " DISABLE RULE ..., or DROP RULE ... ON " + table);
        }
    }

    private static String named(TableRef table, List<SideEffect> effects) {
        return effects.stream()
                .map(effect -> effect.on().equals(table) ? effect.name() : effect.name() + " on " + effect.on())
                .collect(Collectors.joining(", "));
    }
}
