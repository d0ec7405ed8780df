package dev.reconciler.canary;

import dev.reconciler.canary.CanaryScope.Planting;
import dev.reconciler.correction.CorrectionKind;
import dev.reconciler.correction.CorrectionOutcome;
import dev.reconciler.correction.CorrectionPlan;
import dev.reconciler.correction.Corrector;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Checkpoint;
import dev.reconciler.row.Row;
import java.util.Collection;
import java.util.LinkedHashMap;
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
    private final Plants plants;
    private final Map<String, MappedTable> tables;

    /** @param tables the pipeline's */
    public Planter(String pipeline, Corrector corrector, Plants plants, Collection<MappedTable> tables) {
        this.pipeline = pipeline;
        this.corrector = corrector;
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
                .map(planting -> plan(planting.table(), planting.plant()))
                .toList();
        return corrector.correct(fence, plans, ACTOR);
    }

    private CorrectionPlan plan(Plant plant) {
        return plan(table(plant), plant);
    }

    private static CorrectionPlan plan(MappedTable table, Plant plant) {
        return plan(table, plant, plant.before(), plant.after());
    }

    private static CorrectionPlan plan(MappedTable table, Plant plant, @Nullable Row judged, @Nullable Row wanted) {
        return new CorrectionPlan(plant.id(), table, plant.key(), CorrectionKind.CANARY, judged, wanted);
    }

    private MappedTable table(Plant plant) {
        return Objects.requireNonNull(tables.get(plant.table()));
    }

    /** Those of the plants whose rows are in the target now exactly as they were planted; none of a table that is not mapped. */
    public List<Plant> inPlace(Collection<Plant> some) {
        Map<String, Plant> mapped = some.stream()
                .filter(plant -> tables.containsKey(plant.table()))
                .collect(Collectors.toMap(Plant::id, Function.identity(), (one, same) -> one, LinkedHashMap::new));
        // The writer reads, not a verifier: the verifiers' reading is what the canary tests.
        return corrector.inPlace(mapped.values().stream().map(this::plan).toList()).stream()
                .map(plan -> mapped.get(plan.discrepancy()))
                .toList();
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
            corrector.takeBack(plant.fence(), plan(table(plant), plant, plant.after(), plant.before()), ACTOR);
        }
        // What the target says it wrote may not be what it holds: a trigger may have kept the row.
        List<Plant> stuck = inPlace(standing);
        List<String> gone = standing.stream()
                .filter(plant -> !stuck.contains(plant))
                .map(Plant::id)
                .toList();
        if (!gone.isEmpty()) {
            plants.gone(gone, corrector.sequence());
        }
        return stuck;
    }
}
