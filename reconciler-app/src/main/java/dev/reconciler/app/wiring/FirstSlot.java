package dev.reconciler.app.wiring;

import dev.reconciler.app.http.StartProgress;
import dev.reconciler.cdc.capture.StreamRefusedException;
import dev.reconciler.endpoint.postgres.source.PostgresSlot;
import dev.reconciler.endpoint.postgres.source.SlotExistsException;
import dev.reconciler.endpoint.postgres.source.SlotFacts;
import dev.reconciler.endpoint.postgres.source.SlotOrigin;
import dev.reconciler.endpoint.postgres.source.SlotStart;
import dev.reconciler.endpoint.postgres.write.PostgresSlotJournal;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the slot of a pipeline that has applied nothing yet; repeatable wherever an earlier start ended, see {@link SlotStart}. */
final class FirstSlot {
    private static final Logger LOG = LoggerFactory.getLogger(FirstSlot.class);

    private FirstSlot() {}

    /**
     * @param origin of a slot that an earlier start created; empty if none is on record
     * @throws StreamRefusedException if the slot exists and this pipeline did not create it
     */
    static Optional<SlotOrigin> ensure(Application application, Optional<SlotOrigin> origin, StartProgress progress) {
        PostgresSlot slot = application.slot();
        PostgresSlotJournal journal = application.slotJournal();
        SlotFacts facts = slot.facts();
        String server = facts.server().systemIdentifier();
        SlotFacts.Slot found = facts.slot();
        SlotStart start =
                SlotStart.of(false, origin.isPresent(), found != null, journal.isIntended(server, slot.name()));
        switch (start) {
            case CONTINUE:
                return origin;
            case RECREATE:
                LOG.info("dropping a slot that an unfinished first start of this pipeline left slot={}", slot.name());
                slot.drop();
                break;
            case CREATE:
                journal.intend(server, slot.name());
                break;
            default:
                throw new StreamRefusedException("the replication slot " + slot.name()
                        + " exists, but this pipeline has no checkpoint in the target and did not create it."
                        + " Choose another stream.slot, or drop it with 'reconciler cleanup' if nothing uses it");
        }
        LOG.info("creating the slot; this waits for transactions that are open on the source slot={}", slot.name());
        return Optional.of(create(application, progress));
    }

    /** A failure leaves the intent on record, so that the next start drops what this one left; but not if the slot is another's. */
    private static SlotOrigin create(Application application, StartProgress progress) {
        try {
            return SlotCreation.create(
                    application.slot(), application.config().pipeline(), application.slotJournal(), progress);
        } catch (SlotExistsException e) {
            application.slotJournal().withdrawIntent();
            throw e;
        }
    }
}
