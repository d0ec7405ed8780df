package dev.reconciler.correction.backfill;

import dev.reconciler.endpoint.read.SourceDatabase;
import dev.reconciler.endpoint.read.SourceSnapshot;
import dev.reconciler.endpoint.write.TableState;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.row.KeyRange;
import java.util.List;
import java.util.Map;

/**
 * Plans of a backfill, without running it.
 *
 * @param states by table id; an absent table is pending
 */
public record FillPlans(SourceDatabase source, Map<String, TableState> states) {
    public FillPlans {
        states = Map.copyOf(states);
    }

    /** Counts the source's rows that are still to be filled, of all tables in one snapshot. */
    public List<FillPlan> of(List<MappedTable> tables, TenantScope scope) {
        try (SourceSnapshot snapshot = source.openSnapshot()) {
            return tables.stream().map(table -> plan(table, scope, snapshot)).toList();
        }
    }

    private FillPlan plan(MappedTable table, TenantScope scope, SourceSnapshot snapshot) {
        TableState state = states.getOrDefault(table.id(), new TableState.Pending());
        return state.accept(new TableState.Visitor<>() {
            @Override
            public FillPlan pending() {
                return new FillPlan(table.id(), "PENDING", rows(KeyRange.ALL));
            }

            @Override
            public FillPlan filling(TableState.Filling filling) {
                return new FillPlan(table.id(), "FILLING", rows(new KeyRange(filling.upTo(), null)));
            }

            @Override
            public FillPlan live() {
                return new FillPlan(table.id(), "LIVE", 0);
            }

            @Override
            public FillPlan paused(TableState.Paused paused) {
                return new FillPlan(table.id(), "PAUSED", 0);
            }

            private long rows(KeyRange rest) {
                return snapshot.reader().counts(table, scope, rest).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
            }
        });
    }
}
