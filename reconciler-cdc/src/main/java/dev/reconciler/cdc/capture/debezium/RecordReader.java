package dev.reconciler.cdc.capture.debezium;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.schema.TableRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.jspecify.annotations.Nullable;

/**
 * Turns the connector's change records into change events. Keeps the shape of each table as last seen, and the first half of a
 * key change: the connector makes two records of it.
 */
final class RecordReader {
    private static final String KEY_CHANGE_DELETE = "__debezium.newkey";
    private static final String KEY_CHANGE_INSERT = "__debezium.oldkey";

    private final Map<TableRef, List<Source>> sources = new HashMap<>();
    private final JsonConverter json = new JsonConverter();
    private @Nullable Struct changedKeyBefore;

    RecordReader(Collection<MappedTable> tables, TenantScope scope) {
        for (MappedTable table : tables) {
            sources.computeIfAbsent(table.source(), ref -> new ArrayList<>()).add(new Source(table, scope));
        }
        json.configure(Map.of("schemas.enable", "false"), false);
    }

    void read(PostgresRecord.Change change, Consumer<ChangeEvent> events) {
        Struct envelope = change.envelope();
        Struct origin = envelope.getStruct("source");
        List<Source> mapped = sources.get(new TableRef(origin.getString("schema"), origin.getString("table")));
        if (mapped == null) {
            return;
        }
        if (change.source().headers().lastWithName(KEY_CHANGE_DELETE) != null) {
            changedKeyBefore = envelope.getStruct("before");
            return;
        }
        String operation = envelope.getString("op");
        Struct before = envelope.getStruct("before");
        if (change.source().headers().lastWithName(KEY_CHANGE_INSERT) != null) {
            operation = "u";
            before = Objects.requireNonNull(changedKeyBefore, "the second half of a key change without its first");
            changedKeyBefore = null;
        }
        for (Source source : mapped) {
            source.read(change, operation, before, envelope.getStruct("after"), events);
        }
    }

    private final class Source {
        private final MappedTable table;
        private final RowReader rows;
        private @Nullable RowShape shape;

        Source(MappedTable table, TenantScope scope) {
            this.table = table;
            this.rows = new RowReader(table, scope);
        }

        void read(
                PostgresRecord.Change change,
                String operation,
                @Nullable Struct before,
                @Nullable Struct after,
                Consumer<ChangeEvent> events) {
            if ("t".equals(operation)) {
                events.accept(new ChangeEvent.Truncate(table.id()));
                return;
            }
            RowShape seen = shape(change.envelope().schema().field("before").schema(), events);
            try {
                event(seen, operation, before, after).ifPresent(events);
            } catch (IllegalArgumentException e) {
                Struct image = after == null ? before : after;
                events.accept(new ChangeEvent.Unreadable(
                        table.id(), rows.keyIfReadable(seen, image), envelope(change), String.valueOf(e.getMessage())));
            }
        }

        private Optional<ChangeEvent> event(
                RowShape seen, String operation, @Nullable Struct before, @Nullable Struct after) {
            return switch (operation) {
                case "c" -> rows.insert(seen, Objects.requireNonNull(after));
                case "u" -> rows.update(seen, before, Objects.requireNonNull(after));
                case "d" -> rows.delete(seen, before);
                default -> throw new IllegalArgumentException("an operation of an unknown kind: " + operation);
            };
        }

        @SuppressWarnings("ReferenceEquality")
        private RowShape shape(Schema schema, Consumer<ChangeEvent> events) {
            RowShape known = shape;
            if (known != null && known.schema() == schema) {
                return known;
            }
            RowShape seen = RowShape.of(table, schema);
            ShapeChange.between(table, known, seen).ifPresent(events);
            shape = seen;
            return seen;
        }
    }

    private String envelope(PostgresRecord.Change change) {
        Struct envelope = change.envelope();
        return new String(json.fromConnectData("", envelope.schema(), envelope), StandardCharsets.UTF_8);
    }
}
