package dev.reconciler.endpoint.postgres.source;

import dev.reconciler.endpoint.engine.StreamIntents;
import dev.reconciler.endpoint.engine.StreamJournal;
import dev.reconciler.endpoint.engine.StreamRefusedException;
import dev.reconciler.endpoint.engine.StreamSetup;
import dev.reconciler.endpoint.postgres.Identifiers;
import dev.reconciler.endpoint.postgres.position.Lsn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.position.Position;
import dev.reconciler.schema.TableRef;
import dev.reconciler.window.SnapshotAdmission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A replication slot with its publication, of the source or, for a stream from the target itself, of the target. */
public final class PostgresStreamSetup implements StreamSetup {
    private final PostgresSlot slot;
    private final PostgresPublication publication;
    private final StreamJournal journal;
    private final FirstSlot first;

    /**
     * @param journal keeps the slot's origin
     * @param intents keeps the intent to create it
     */
    public PostgresStreamSetup(
            String pipeline,
            PostgresSlot slot,
            PostgresPublication publication,
            StreamJournal journal,
            StreamIntents intents) {
        this.slot = slot;
        this.publication = publication;
        this.journal = journal;
        this.first = new FirstSlot(pipeline, slot, journal, intents);
    }

    @Override
    public String name() {
        return slot.name();
    }

    @Override
    public boolean isPublished(Collection<MappedTable> tables) {
        return publication.holds(tables.stream().map(MappedTable::source).toList());
    }

    @Override
    public void publish(Collection<MappedTable> tables) {
        publication.ensure(tables);
    }

    @Override
    public void requirePublished(Collection<MappedTable> tables) {
        if (!isPublished(tables)) {
            publication.ensure(tables);
            throw new StreamRefusedException("publication " + publication.name()
                    + " did not carry exactly the mapped tables, so changes are missing from the stream.");
        }
    }

    @Override
    public List<HarmedTable> harmed(Collection<TableRef> tables) {
        Set<TableRef> asked = new HashSet<>(tables);
        asked.addAll(publication.tables());
        Map<TableRef, PublicationSafety.Unsafe> unsafe = publication.unsafe(asked).stream()
                .collect(Collectors.toMap(
                        PublicationSafety.Unsafe::table, Function.identity(), PublicationSafety.Unsafe::and));
        return unsafe.values().stream().map(this::harmed).toList();
    }

    private HarmedTable harmed(PublicationSafety.Unsafe unsafe) {
        return new HarmedTable(
                unsafe.table(),
                unsafe.what(),
                "run on the " + publication.side().noun() + ": " + unsafe.fix() + "; to free the application at once: "
                        + publication.release(List.of(unsafe.table())));
    }

    @Override
    public String gapAdvice(MappedTable table) {
        if (!publication.exists()) {
            return "restart the daemon, which creates the publication again";
        }
        if (publication.tables().contains(table.source())) {
            return "the publication now has a row filter, a column list or other options: restart the daemon,"
                    + " which puts it right";
        }
        return "make the table exist, and restart the daemon, which publishes it again; or run on the source: ALTER"
                + " PUBLICATION "
                + Identifiers.quote(publication.name()) + " ADD TABLE " + Identifiers.quote(table.source());
    }

    @Override
    public boolean isRecorded() {
        return journal.origin().isPresent();
    }

    @Override
    public Position ensure(Steps steps) {
        return first.ensure(steps).start();
    }

    @Override
    public Position replace(Steps steps) {
        return first.replace(steps).start();
    }

    @Override
    public void requireReadable(Position from) {
        StartCheck.require(slot.side(), slot.name(), slot.facts(), journal.origin(), (Lsn) from);
    }

    /** The slot may be created, or created again, while windows are opened: its origin is looked up each time. */
    @Override
    public SnapshotAdmission admission() {
        return content -> journal.origin().flatMap(origin -> new SlotAdmission(slot, origin).obstacle(content));
    }

    @Override
    public OptionalLong retainedBytes() {
        SlotFacts.@Nullable Slot held = slot.facts().slot();
        return held == null ? OptionalLong.empty() : OptionalLong.of(held.retainedBytes());
    }

    @Override
    public boolean isInUse() {
        SlotFacts.@Nullable Slot held = slot.facts().slot();
        return held != null && held.active();
    }

    @Override
    public List<String> leftovers() {
        List<String> found = new ArrayList<>();
        SlotFacts.@Nullable Slot there = slot.facts().slot();
        if (there != null) {
            if (there.problem() != null) {
                throw new IllegalStateException("replication slot " + slot.name() + " is not this pipeline's: "
                        + there.problem() + "; name another with stream.slot, or drop it by hand");
            }
            found.add("replication slot " + slot.name() + ofSide());
        }
        if (publication.exists()) {
            found.add("publication " + publication.name() + ofSide());
        }
        return found;
    }

    @Override
    public void drop() {
        slot.drop();
        publication.drop();
    }

    @Override
    public void forget() {
        journal.forget();
    }

    @Override
    public List<String> withdrawable() {
        if (!isPublicationNeeded()) {
            return publication.exists() ? List.of("publication " + publication.name() + ofSide()) : List.of();
        }
        return publication.tables().isEmpty()
                ? List.of()
                : List.of("every table of publication " + publication.name() + ofSide());
    }

    @Override
    public void withdraw() {
        if (isPublicationNeeded()) {
            publication.empty();
        } else {
            publication.drop();
        }
    }

    /** Returns whether the publication's slot exists; its stream needs the publication, even an empty one. */
    private boolean isPublicationNeeded() {
        return slot.facts().slot() != null;
    }

    private String ofSide() {
        return " of the " + slot.side().noun();
    }
}
