package dev.reconciler.app.drift;

import dev.reconciler.app.compatibility.LiveColumns;
import dev.reconciler.compatibility.Compatibility;
import dev.reconciler.compatibility.SchemaDifference;
import dev.reconciler.compatibility.SchemaDifference.Effect;
import dev.reconciler.control.PageRequest;
import dev.reconciler.discrepancy.Discrepancies;
import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyQuery;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.discrepancy.Proof;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.run.Pipeline;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.Side;
import dev.reconciler.verify.coverage.Unverifiable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Heals SCHEMA_DRIFT of tables whose definitions fit each other and the mapping that the daemon runs with: both live catalogs are
 * compared, so a changed target counts as well as a change that was taken back. A difference that was there when the daemon started
 * was accepted then, and is no drift.
 */
public final class SchemaDriftHealing implements Runnable {
    private static final PageRequest AT_ONCE = new PageRequest(0, 200);

    private final Pipeline pipeline;
    private final Function<Set<String>, Map<String, LiveColumns>> live;
    private final Discrepancies discrepancies;
    private final List<Unverifiable> uncompared;

    /**
     * @param live reads the columns of mappings by their ids
     * @param uncompared columns that the mapping leaves out of every comparison
     */
    public SchemaDriftHealing(
            Pipeline pipeline,
            Function<Set<String>, Map<String, LiveColumns>> live,
            Discrepancies discrepancies,
            List<Unverifiable> uncompared) {
        this.pipeline = pipeline;
        this.live = live;
        this.discrepancies = discrepancies;
        this.uncompared = List.copyOf(uncompared);
    }

    @Override
    public void run() {
        List<Discrepancy> open = open();
        if (open.isEmpty()) {
            return;
        }
        Checkpoint at = pipeline.target().checkpoint();
        Set<String> drifted = open.stream().map(drift -> drift.place().table()).collect(Collectors.toSet());
        Map<String, LiveColumns> now = live.apply(drifted);
        Set<String> fitting = pipeline.tables().stream()
                .filter(table -> drifted.contains(table.id()) && fits(table, now.get(table.id())))
                .map(MappedTable::id)
                .collect(Collectors.toSet());
        List<String> healed = open.stream()
                .filter(drift -> fitting.contains(drift.place().table()))
                .map(Discrepancy::id)
                .toList();
        if (!healed.isEmpty()) {
            Proof proof =
                    new Proof("", "schema", "", at.sequence(), at.position().text());
            discrepancies.heal(healed, proof);
        }
    }

    private List<Discrepancy> open() {
        return discrepancies
                .search(new DiscrepancyQuery(
                        pipeline.name(),
                        Set.of(DiscrepancyState.OPEN, DiscrepancyState.IN_REVIEW),
                        DiscrepancyType.SCHEMA_DRIFT,
                        null,
                        null,
                        null,
                        AT_ONCE))
                .items();
    }

    private boolean fits(MappedTable table, @Nullable LiveColumns now) {
        if (now == null) {
            return false;
        }
        Map<String, ColumnType> types =
                now.source().columns().stream().collect(Collectors.toMap(Column::name, Column::type));
        Set<String> changed = new HashSet<>();
        for (MappedColumn column : table.imageColumns()) {
            if (!isReadable(column, types)) {
                return false;
            }
            if (isChanged(column, types)) {
                changed.add(column.target().name());
            }
        }
        return known(table, now).containsAll(types.keySet())
                && now.differences().stream().noneMatch(difference -> isDrift(difference, changed));
    }

    /** The source columns that the running mapping reads, or that it or the present mapping leaves out. */
    private Set<String> known(MappedTable table, LiveColumns now) {
        Set<String> known = new HashSet<>(now.mapping().ignored());
        table.columnsRead(Side.SOURCE).forEach(column -> known.add(column.name()));
        uncompared.stream()
                .filter(part ->
                        part.table().equals(table.id()) && part.subject().startsWith("source "))
                .forEach(part -> known.add(part.subject().substring("source ".length())));
        return known;
    }

    /** Returns whether the daemon can read the column's sources with the types that it resolved at its start. */
    private static boolean isReadable(MappedColumn column, Map<String, ColumnType> types) {
        return column.sources().stream().allMatch(source -> {
            ColumnType type = types.get(source.name());
            boolean isCopied = column.transform() instanceof Transform.Direct;
            return type != null
                    && (isSame(source, type)
                            || isCopied && type.logical() == source.type().logical());
        });
    }

    private static boolean isChanged(MappedColumn column, Map<String, ColumnType> types) {
        return column.sources().stream().anyMatch(source -> {
            ColumnType type = types.get(source.name());
            return type != null && !isSame(source, type);
        });
    }

    private static boolean isSame(Column source, ColumnType now) {
        return source.type().sqlName().equals(now.sqlName());
    }

    /** @param changed the target columns whose source has another type than at the start */
    private static boolean isDrift(SchemaDifference difference, Set<String> changed) {
        boolean isBreaking = difference.level() == Compatibility.BREAKING;
        return switch (difference.kind()) {
            case COLUMN, GENERATED -> isBreaking;
            case TYPE ->
                changed.contains(difference.object())
                        && (isBreaking || difference.impact().effects().contains(Effect.ROUNDING));
            default -> false;
        };
    }
}
