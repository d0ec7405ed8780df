package dev.reconciler.run;

import dev.reconciler.discrepancy.Finding;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.recheck.KeyCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verifies keys again in further windows: corrected ones, those whose right image was not known because they were in doubt, and
 * those that something newer came in between. A key without finding is healed; the others are recorded, and repaired if they
 * can be, and come round again. Keys that change all the time are left to the next run after some rounds: they stay on record.
 */
final class Recheck {
    private static final int ROUNDS = 6;

    private final RunContext context;

    Recheck(RunContext context) {
        this.context = context;
    }

    void verify(List<Finding.OfRow> findings) {
        List<Finding.OfRow> open = findings;
        for (int round = 0; round < ROUNDS && !open.isEmpty(); round++) {
            open = inOneWindow(open);
        }
    }

    private List<Finding.OfRow> inOneWindow(List<Finding.OfRow> findings) {
        Map<MappedTable, Set<RowKey>> keys = new LinkedHashMap<>();
        for (MappedTable table : context.tables()) {
            for (Finding.OfRow finding : findings) {
                if (finding.table().equals(table.id())) {
                    keys.computeIfAbsent(table, t -> new HashSet<>()).add(finding.key());
                }
            }
        }
        List<Finding.OfRow> again = new ArrayList<>();
        context.pass()
                .<MappedTable, List<Finding.OfRow>>run(
                        "recheck " + context.run().id(),
                        keys.keySet(),
                        keys.keySet(),
                        (window, snapshots, table) -> new KeyCheck(table, context.scope(), window.doubt(), snapshots)
                                .verify(keys.getOrDefault(table, Set.of())),
                        (window, results) -> {
                            List<Finding.OfRow> found = results.stream()
                                    .flatMap(result -> result.outcome().stream())
                                    .toList();
                            List<MappedTable> tables = results.stream()
                                    .map(WindowedPass.Result::task)
                                    .toList();
                            again.addAll(context.findings()
                                    .handle(
                                            window,
                                            tables,
                                            found,
                                            open -> FindingHandler.isOfRow(open)
                                                    && context.scope().contains(open.tenant())
                                                    && isAmong(keys, open.table(), RowKey.decode(open.subject()))));
                        });
        return again;
    }

    private static boolean isAmong(Map<MappedTable, Set<RowKey>> keys, String table, RowKey key) {
        return keys.entrySet().stream()
                .anyMatch(entry ->
                        entry.getKey().id().equals(table) && entry.getValue().contains(key));
    }
}
