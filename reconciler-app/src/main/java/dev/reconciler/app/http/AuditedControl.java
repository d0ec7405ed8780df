package dev.reconciler.app.http;

import dev.reconciler.schema.UnmappedTables;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records in the audit log who paused and resumed the stream. */
public record AuditedControl(PipelineControl control, AuditedActions actions) implements PipelineControl {
    @Override
    public PipelineStatus status() {
        return control.status();
    }

    @Override
    public List<OpenProblem> problems() {
        return control.problems();
    }

    @Override
    public boolean applies() {
        return control.applies();
    }

    /** An operator can pause the stream even if the control store is unreachable: then the answer reports the missing entry. */
    @Override
    public void pause(String actor) {
        control.pause(actor);
        actions.record(actor, "stream.PAUSED", "", Map.of());
    }

    @Override
    public void resume(String actor) {
        actions.take(
                actor,
                "stream.RESUMED",
                "",
                () -> {
                    control.resume(actor);
                    return true;
                },
                done -> Optional.of(Map.of()));
    }

    @Override
    public List<UnmappedTables> unmapped() {
        return control.unmapped();
    }
}
