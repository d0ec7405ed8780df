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
 * Plants differences in the target and removes them. Both are corrections that the {@link Corrector} makes, so neither can overwrite
 * a change of the stream: a difference is planted only while the row is the one that both sides were proven to hold, and removed only
 * while the row is the planted one. A plant is recorded before it is written, so a crash leaves no unknown difference.
 */
public final class Planter {
    /** The actor in the journal. */
    public static final String ACTOR = "canary";

    private final String pipeline;
    private final Corrector corrector;
    private final Plants plants;
    private final Map<String, MappedTable> tables;

    /** @param tables the pipeline's tables */
    public Planter(String pipeline, Corrector corrector, Plants plants, Collection<MappedTable> tables) {
        this.pipeline = pipeline;
        this.corrector = corrector;
        this.plants = plants;
        this.tables = tables.stream().collect(Collectors.toMap(MappedTable::id, Function.identity()));
    }

    /**
     * Plants the differences; returns one outcome for each, in order.
     *
     * @param fence F of the window that proved the rows of both sides equal; its pin must still be held
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
        return plan(table, plant, plant.row().before(), plant.row().after());
    }

    private static CorrectionPlan plan(MappedTable table, Plant plant, @Nullable Row judged, @Nullable Row wanted) {
        return new CorrectionPlan(plant.id(), table, plant.row().key(), CorrectionKind.CANARY, judged, wanted);
    }

    private MappedTable table(Plant plant) {
        return Objects.requireNonNull(tables.get(plant.row().table()));
    }

    /** The plants whose rows in the target are exactly as planted now, except those of tables that are no longer mapped. */
    public List<Plant> inPlace(Collection<Plant> some) {
        Map<String, Plant> mapped = some.stream()
                .filter(plant -> tables.containsKey(plant.row().table()))
                .collect(Collectors.toMap(Plant::id, Function.identity(), (one, same) -> one, LinkedHashMap::new));
        // The writer reads, not a verifier: the verifiers' reading is what the canary tests.
        return corrector.inPlace(mapped.values().stream().map(this::plan).toList()).stream()
                .map(plan -> mapped.get(plan.discrepancy()))
                .toList();
    }

    /**
     * Removes every plant of the pipeline that is still in the target, whichever run left it there, and records its removal.
     *
     * @return the plants that it could not remove, because the stream may have changed the row since or the target rejected the
     *     write. They stay recorded until a window proves their rows
     */
    public List<Plant> takeBack() {
        List<Plant> standing = plants.standing(pipeline);
        if (standing.isEmpty()) {
            return List.of();
        }
        // A plant that was recorded and never written, or that something else removed, is not in place.
        for (Plant plant : inPlace(standing)) {
            corrector.takeBack(
                    plant.fence(),
                    plan(table(plant), plant, plant.row().after(), plant.row().before()),
                    ACTOR);
        }
        // The target may report a write that a trigger undid, so the rows are read again.
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
