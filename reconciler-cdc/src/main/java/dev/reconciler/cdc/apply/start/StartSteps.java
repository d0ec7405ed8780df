package dev.reconciler.cdc.apply.start;

import dev.reconciler.endpoint.engine.StreamSetup;
import java.util.function.Consumer;

/**
 * Steps of a start, in order, reported before each acts. A test ends the start at one of them; the next start must repeat it.
 *
 * @param told receives the step's description
 * @param hook called with the step
 */
public record StartSteps(Consumer<String> told, Hook hook) implements StreamSetup.Steps {
    /** Reports no steps. */
    public static final StartSteps NONE = telling(doing -> {});

    /** A step of the start, with its database. */
    public enum Step {
        PUBLICATION("creating or comparing the publication"),
        DROP_OLD_SLOT("dropping the replication slot of the former stream"),
        INTENT("recording the intent to create the replication slot"),
        DROP_ORPHAN("dropping a replication slot that an unfinished start left"),
        CREATE_SLOT("creating the replication slot"),
        /** The slot exists and its origin is recorded. */
        SLOT_CREATED("moving the checkpoint to the replication slot's start"),
        ADOPT("adopting tables that are not filled"),
        STREAM("starting the stream");

        private final String text;

        Step(String text) {
            this.text = text;
        }
    }

    /** Called before a step acts. */
    @FunctionalInterface
    public interface Hook {
        Hook NONE = step -> {};

        void before(Step step);
    }

    /** Without a hook. */
    public static StartSteps telling(Consumer<String> told) {
        return new StartSteps(told, Hook.NONE);
    }

    public void before(Step step) {
        told.accept(step.text);
        hook.before(step);
    }

    @Override
    public void before(StreamSetup.Step step) {
        before(
                switch (step) {
                    case DROP_FORMER -> Step.DROP_OLD_SLOT;
                    case RECORD_INTENT -> Step.INTENT;
                    case DROP_ORPHAN -> Step.DROP_ORPHAN;
                    case CREATE -> Step.CREATE_SLOT;
                    case CREATED -> Step.SLOT_CREATED;
                });
    }

    @Override
    public void progress(String doing) {
        told.accept(doing);
    }
}
