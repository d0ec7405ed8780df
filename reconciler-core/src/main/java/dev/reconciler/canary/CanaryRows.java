package dev.reconciler.canary;

import dev.reconciler.canary.CanaryScope.Planting;
import dev.reconciler.correction.CorrectionOutcome;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.run.job.RunContext;
import dev.reconciler.verify.SnapshotPair;
import dev.reconciler.window.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Plants differences in a window that proves the canary's rows: both sides hold the same rows, and none of their keys is in doubt. The
 * window proves the images of the plants.
 */
final class CanaryRows {
    private final RunContext context;
    private final Canary canary;
    private final CanaryScope scope;
    private final Differences differences;
    private int column;
    private int variant;
    private long number;

    CanaryRows(RunContext context, Canary canary) {
        this.context = context;
        this.canary = canary;
        this.scope = canary.scope();
        this.differences = new Differences(scope.table());
    }

    /** The number of canary rows in the last window. */
    long number() {
        return number;
    }

    /** Chooses the differences to plant in a window that proved these rows on both sides. */
    private interface Choice {
        List<Planting> of(Lane lane, List<Row> rows);
    }

    /** Changes one row and deletes another; empty if the rows changed meanwhile. */
    Optional<List<CorrectionOutcome>> changedAndMissing() {
        if (column >= differences.columns().size()) {
            throw new IllegalStateException(scope.table() + " has no text or number column outside its keys"
                    + " in which the target accepts another value: configure another table for the canary");
        }
        Optional<List<CorrectionOutcome>> outcomes = plant((lane, rows) -> {
            Row first = rows.get(0);
            Row last = rows.get(rows.size() - 1);
            Row changed = differences.changed(first, differences.columns().get(column), rows);
            return List.of(planting(lane, first, changed), planting(lane, last, null));
        });
        if (outcomes.isPresent() && isRefused(outcomes.get().get(0))) {
            column++;
            return Optional.empty();
        }
        return outcomes;
    }

    /** Returns whether the target rejected the row, and would reject it again. */
    static boolean isRefused(CorrectionOutcome outcome) {
        return switch (outcome.result()) {
            case REFUSED, WAITS_FOR_PARENT -> true;
            case CORRECTED, SUPERSEDED, CHANGED, DRY_RUN -> false;
        };
    }

    /** Inserts a row that the source lacks; empty if the rows changed meanwhile. */
    Optional<List<CorrectionOutcome>> extra() {
        RowKey key = scope.extraKey().orElseThrow();
        Optional<List<CorrectionOutcome>> outcomes =
                plant((lane, rows) -> List.of(planting(lane, null, differences.extra(key, rows, variant))));
        if (outcomes.isPresent() && isRefused(outcomes.get().get(0)) && variant < differences.variants() - 1) {
            variant++;
            return Optional.empty();
        }
        return outcomes;
    }

    private Planting planting(Lane lane, @Nullable Row before, @Nullable Row after) {
        return scope.planting(
                canary.ids().get(),
                context.pipeline().name(),
                context.run().id(),
                before,
                after,
                lane.fence().sequence());
    }

    private record Read(Map<RowKey, Row> source, Map<RowKey, Row> target, boolean extraIsFree) {}

    private Optional<List<CorrectionOutcome>> plant(Choice choice) {
        List<CorrectionOutcome> outcomes = new ArrayList<>();
        List<MappedTable> table = List.of(scope.table());
        context.pass()
                .<MappedTable, Read>run(
                        "canary " + context.run().id(),
                        table,
                        table,
                        (lane, snapshots, one) -> read(snapshots),
                        (lane, results) -> {
                            Read read = results.get(0).outcome();
                            if (isSettled(lane, read)) {
                                outcomes.addAll(canary.planter()
                                        .plant(
                                                lane.fence(),
                                                choice.of(
                                                        lane,
                                                        List.copyOf(
                                                                read.target().values()))));
                            }
                        });
        return outcomes.isEmpty() ? Optional.empty() : Optional.of(outcomes);
    }

    private Read read(SnapshotPair snapshots) {
        SnapshotPair.Both<Map<RowKey, Row>> rows = snapshots.ask(scope::rows);
        List<RowKey> extra = scope.extraKey().map(List::of).orElse(List.of());
        SnapshotPair.Both<Map<RowKey, Row>> taken = snapshots.ask(reader -> reader.rowsByKey(scope.table(), extra));
        return new Read(
                rows.source(),
                rows.target(),
                taken.source().isEmpty() && taken.target().isEmpty());
    }

    /** Returns whether the window proves the rows equal. @throws IllegalStateException if the rows don't suit a canary */
    private boolean isSettled(Lane lane, Read read) {
        MappedTable table = scope.table();
        String notLive = lane.target().notLive(List.of(table)).get(table.id());
        require(notLive == null, "the table does not follow the stream: " + notLive);
        number = read.source().size();
        require(
                number >= 2,
                "the source has " + number + " of its rows, and the canary needs two: insert some (docs/CONFIG.md)");
        require(number <= CanaryJob.MOST_ROWS, "it has " + number + " rows, more than " + CanaryJob.MOST_ROWS);
        require(read.extraIsFree(), "a row with the extra key exists: configure a key that exists on neither side");
        var parked = lane.target().parked(table.id()).keySet();
        require(
                read.source().keySet().stream().noneMatch(parked::contains),
                "events of its rows are parked ('reconciler parked list')");
        var doubt = lane.doubt().of(table.id()).keySet();
        if (read.source().keySet().stream().anyMatch(doubt::contains)
                || read.target().keySet().stream().anyMatch(doubt::contains)) {
            return false;
        }
        require(
                read.source().keySet().equals(read.target().keySet())
                        && read.source().entrySet().stream()
                                .allMatch(row -> table.agree(
                                        row.getValue(), read.target().get(row.getKey()))),
                "its rows differ already, and no canary run planted that: see the open discrepancies of " + table);
        return true;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("the canary (" + scope + ") can't be planted: " + otherwise);
        }
    }
}
