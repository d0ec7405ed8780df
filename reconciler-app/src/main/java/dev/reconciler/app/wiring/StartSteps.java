package dev.reconciler.app.wiring;

import dev.reconciler.app.http.StartProgress;

/**
 * Steps of a start, in order, told before each acts. A test ends the start at one of them; the next start has to repeat it.
 *
 * @param progress told the step in words
 * @param hook called with the step
 */
record StartSteps(StartProgress progress, Hook hook) {
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
        progress.now(step.text);
        hook.before(step);
    }
}
