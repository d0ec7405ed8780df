package dev.reconciler.app.wiring;

import dev.reconciler.app.http.StartProgress;
import dev.reconciler.endpoint.engine.StreamSetup;

/**
 * Steps of a start, in order, told before each acts. A test ends the start at one of them; the next start has to repeat it.
 *
 * @param told hears the step in words
 * @param hook called with the step
 */
record StartSteps(StartProgress told, Hook hook) implements StreamSetup.Steps {
    /** What a step does, and to which database. */
    enum Step {
        PUBLICATION("creating or comparing the publication"),
        DROP_OLD_SLOT("dropping the replication slot of the former stream"),
        INTENT("recording the intent to create the replication slot"),
        DROP_ORPHAN("dropping a replication slot that an unfinished start left"),
        CREATE_SLOT("creating the replication slot"),
        /** After the slot exists and its origin is on record. */
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
    interface Hook {
        Hook NONE = step -> {};

        void before(Step step);
    }

    /** Without a hook. */
    static StartSteps telling(StartProgress progress) {
        return new StartSteps(progress, Hook.NONE);
    }

    void before(Step step) {
        told.now(step.text);
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
        told.now(doing);
    }
}
