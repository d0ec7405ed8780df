package dev.reconciler.endpoint.postgres.source;

import dev.reconciler.endpoint.engine.StreamIntents;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamOrigin;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.engine.StreamSetup.Step;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates a slot whose stream nothing was applied from, of the source or of the target; repeatable wherever an earlier start ended, see
 * {@link SlotStart}.
 *
 * @param journal keeps the slot's origin
 * @param intents keeps the intent to create it
 */
record FirstSlot(String pipeline, PostgresSlot slot, StreamJournal journal, StreamIntents intents) {
    private static final Logger LOG = LoggerFactory.getLogger(FirstSlot.class);

    /**
     * Makes the slot, unless an earlier start did and recorded its origin.
     *
     * @return the origin of the slot that exists now
     * @throws StreamRefusedException if the slot exists and this pipeline did not create it
     */
    StreamOrigin ensure(StreamSetup.Steps steps) {
        Optional<StreamOrigin> origin = journal.origin();
        SlotFacts facts = slot.facts();
        String server = facts.server().systemIdentifier();
        SlotStart start =
                SlotStart.of(false, origin.isPresent(), facts.slot() != null, intents.isIntended(server, slot.name()));
        switch (start) {
            case CONTINUE:
                return origin.orElseThrow();
            case RECREATE:
                steps.before(Step.DROP_ORPHAN);
                LOG.info("dropping a slot that an unfinished start of this pipeline left slot={}", slot.name());
                slot.drop();
                break;
            case CREATE:
                steps.before(Step.RECORD_INTENT);
                intents.intend(server, slot.name());
                break;
            default:
                throw new StreamRefusedException("the replication slot " + slot.name()
                        + " exists, but this pipeline has no checkpoint in the target and did not create it."
                        + " Choose another stream.slot, or drop it with 'reconciler cleanup' if nothing uses it");
        }
        return create(steps);
    }

    /** Gives up the stream there was and makes a slot for a new one. The origin of the former slot stays until the new one has its own. */
    StreamOrigin replace(StreamSetup.Steps steps) {
        SlotFacts facts = slot.facts();
        steps.before(Step.RECORD_INTENT);
        intents.intend(facts.server().systemIdentifier(), slot.name());
        if (facts.slot() != null) {
            steps.before(Step.DROP_FORMER);
            slot.drop();
        }
        return create(steps);
    }

    /** A failure leaves the intent recorded, so that the next start drops what this one left; but not if the slot is another's. */
    private StreamOrigin create(StreamSetup.Steps steps) {
        steps.before(Step.CREATE);
        LOG.info("creating the slot; this waits for transactions that are open slot={}", slot.name());
        try {
            StreamOrigin origin = SlotCreation.create(slot, pipeline, journal, steps);
            steps.before(Step.CREATED);
            return origin;
        } catch (SlotExistsException e) {
            intents.withdrawIntent(slot.name());
            throw e;
        }
    }
}
