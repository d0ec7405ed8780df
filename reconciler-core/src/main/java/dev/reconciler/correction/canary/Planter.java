package dev.reconciler.correction.canary;

import dev.reconciler.correction.CorrectionKind;
import dev.reconciler.correction.CorrectionOutcome;
import dev.reconciler.correction.CorrectionPlan;
import dev.reconciler.correction.Corrector;
import dev.reconciler.endpoint.write.TargetStore;
import dev.reconciler.endpoint.write.TargetTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.verify.canary.CanaryScope.Planting;
import dev.reconciler.verify.canary.Plant;
import dev.reconciler.verify.canary.Plants;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes differences in the target, and takes them back. Both are corrections as the {@link Corrector} makes them, so neither can
 * overwrite what the stream wrote: a plant is made only while the row is what both sides were proven to hold, and taken back only
 * while the row is what was planted. What is planted is on record before it is written, so a crash leaves nothing unknown.
 */
public final class Planter {
    /** Who acts, in the journal. */
    public static final String ACTOR = "canary";

    private final String pipeline;
    private final Corrector corrector;
    private final TargetStore store;
    private final Plants plants;
    private final Map<String, MappedTable> tables;

    /** @param tables the pipeline's */
    public Planter(
            String pipeline, Corrector corrector, TargetStore store, Plants plants, Collection<MappedTable> tables) {
        this.pipeline = pipeline;
        this.corrector = corrector;
        this.store = store;
        this.plants = plants;
        this.tables = tables.stream().collect(Collectors.toMap(MappedTable::id, Function.identity()));
    }

    /**
     * Plants all that can be; each has an outcome, in order.
     *
     * @param fence F of the window that proved both sides to be equal there, whose pin is still held
     */
    public List<CorrectionOutcome> plant(Checkpoint fence, List<Planting> plantings) {
        plants.plan(plantings.stream().map(Planting::plant).toList());
        List<CorrectionPlan> plans = plantings.stream()
                .map(planting -> plan(
                        planting.table(),
                        planting.plant(),
                        planting.plant().before(),
                        planting.plant().after()))
                .toList();
        return corrector.correct(fence, plans, ACTOR);
    }

    private static CorrectionPlan plan(MappedTable table, Plant plant, @Nullable Row judged, @Nullable Row wanted) {
        return new CorrectionPlan(plant.id(), table, plant.key(), CorrectionKind.CANARY, judged, wanted);
    }

    /** Those of the plants whose rows are in the target now exactly as they were planted; none of a table that is not mapped. */
    public List<Plant> inPlace(Collection<Plant> some) {
        List<Plant> there = new ArrayList<>();
        try (TargetTransaction transaction = store.begin()) {
            for (Plant plant : some) {
                MappedTable table = tables.get(plant.table());
                if (table != null && isInPlace(transaction, table, plant)) {
                    there.add(plant);
                }
            }
        }
        return there;
    }

    /** By the writer's own reading: what verification sees is what is on trial. */
    private static boolean isInPlace(TargetTransaction transaction, MappedTable table, Plant plant) {
        Map<RowKey, Row> now = transaction.rows().lock(table, List.of(plant.key()));
        return CorrectionPlan.same(table, now.get(plant.key()), plant.after());
    }

    /**
     * Takes back every plant of the pipeline that is still in the target, whoever left it there, and notes that it is gone.
     *
     * @return those that can't be taken back like this: the stream may have changed the row since, or the target would not have
     *     it. They stay on record, and a window decides
     */
    public List<Plant> takeBack() {
        List<Plant> standing = plants.standing(pipeline);
        if (standing.isEmpty()) {
            return List.of();
        }
        // One that was planned and never written, or that something else removed, is not there to be taken back.
        for (Plant plant : inPlace(standing)) {
            MappedTable table = Objects.requireNonNull(tables.get(plant.table()));
            corrector.takeBack(plant.fence(), plan(table, plant, plant.after(), plant.before()), ACTOR);
        }
        // What the target says it wrote may not be what it holds: a trigger may have kept the row.
        List<Plant> stuck = inPlace(standing);
        List<String> gone = standing.stream()
                .filter(plant -> !stuck.contains(plant))
                .map(Plant::id)
                .toList();
        if (!gone.isEmpty()) {
            plants.gone(gone, sequence());
        }
        return stuck;
    }

    private long sequence() {
        try (TargetTransaction transaction = store.begin()) {
            return transaction.lockCheckpoint().sequence();
        }
    }
}
