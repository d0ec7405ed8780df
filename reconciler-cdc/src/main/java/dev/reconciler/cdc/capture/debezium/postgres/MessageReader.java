package dev.reconciler.cdc.capture.debezium.postgres;

import dev.reconciler.cdc.capture.RowImage;
import dev.reconciler.cdc.capture.RowReader;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Converts the server's messages into change events. Keeps the last shape of each table. */
final class MessageReader {
    private final Map<TableId, List<Source>> sources = new HashMap<>();

    MessageReader(Collection<MappedTable> tables, TenantScope scope) {
        for (MappedTable table : tables) {
            sources.computeIfAbsent(
                            new TableId(
                                    null,
                                    table.source().schema(),
                                    table.source().name()),
                            id -> new ArrayList<>())
                    .add(new Source(table, scope));
        }
    }

    void read(ReplicationMessage change, Table described, Consumer<ChangeEvent> events) {
        List<Source> mapped = sources.get(described.id());
        if (mapped != null) {
            for (Source source : mapped) {
                source.read(change, described, events);
            }
        }
    }

    boolean reads(String schema, String name) {
        return sources.containsKey(new TableId(null, schema, name));
    }

    /** Reports a table that is left out: the applier pauses it at this point, as after any incompatible change of its columns. */
    void leftOut(String schema, String name, String reason, Consumer<ChangeEvent> events) {
        for (Source source : sources.getOrDefault(new TableId(null, schema, name), List.of())) {
            events.accept(new ChangeEvent.SchemaChanged(
                    source.table.id(), reason + "; changes of the table are not streamed", true));
        }
    }

    private static final class Source {
        private final MappedTable table;
        private final RowReader rows;
        private @Nullable RowShape shape;

        Source(MappedTable table, TenantScope scope) {
            this.table = table;
            this.rows = new RowReader(table, scope);
        }

        void read(ReplicationMessage change, Table described, Consumer<ChangeEvent> events) {
            if (change.getOperation() == ReplicationMessage.Operation.TRUNCATE) {
                events.accept(new ChangeEvent.Truncate(table.id()));
                return;
            }
            RowShape seen = shape(described, events);
            RowImage before = seen.image(change.getOldTupleList());
            RowImage after = seen.image(change.getNewTupleList());
            try {
                event(change, before, after).ifPresent(events);
            } catch (IllegalArgumentException e) {
                events.accept(new ChangeEvent.Unreadable(
                        table.id(),
                        rows.keyIfReadable(after == null ? before : after),
                        MessageText.of(change),
                        String.valueOf(e.getMessage())));
            }
        }

        private Optional<ChangeEvent> event(
                ReplicationMessage change, @Nullable RowImage before, @Nullable RowImage after) {
            return switch (change.getOperation()) {
                case INSERT -> rows.insert(required(after));
                case UPDATE -> rows.update(before, required(after));
                case DELETE -> rows.delete(before);
                default -> throw new IllegalArgumentException("an operation of an unknown kind: " + change);
            };
        }

        private static RowImage required(@Nullable RowImage image) {
            if (image == null) {
                throw new IllegalArgumentException("the new row is missing");
            }
            return image;
        }

        @SuppressWarnings("ReferenceEquality")
        private RowShape shape(Table described, Consumer<ChangeEvent> events) {
            RowShape known = shape;
            if (known != null && known.described() == described) {
                return known;
            }
            RowShape seen = RowShape.of(table, described);
            ShapeChange.between(table, known, seen).ifPresent(events);
            shape = seen;
            return seen;
        }
    }
}
