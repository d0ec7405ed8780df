package dev.reconciler.cdc.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.ChangeEvent.Delete;
import dev.reconciler.cdc.change.ChangeEvent.Insert;
import dev.reconciler.cdc.change.ChangeEvent.Operation;
import dev.reconciler.cdc.change.ChangeEvent.RowChange;
import dev.reconciler.cdc.change.ChangeEvent.SchemaChanged;
import dev.reconciler.cdc.change.ChangeEvent.Truncate;
import dev.reconciler.cdc.change.ChangeEvent.Unreadable;
import dev.reconciler.cdc.change.ChangeEvent.Update;
import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converts a change event to JSON and back. Values are named by target column, so that an envelope stays valid if the mapping's
 * order changes.
 */
public final class EventEnvelope {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, MappedTable> tables;

    /** @param tables by id */
    public EventEnvelope(Map<String, MappedTable> tables) {
        this.tables = Map.copyOf(tables);
    }

    String encode(ChangeEvent event, SourceTransaction transaction) {
        ObjectNode json = JSON.createObjectNode();
        json.put("operation", event.operation().name());
        json.put("table", event.table());
        json.put("transaction", transaction.id().text());
        json.put("committedAt", transaction.committedAt().toString());
        if (event instanceof RowChange change) {
            putKey(json, "key", change.key());
        }
        event.accept(new Content(json));
        return json.toString();
    }

    /** Adds the event's content to its key. */
    private final class Content implements ChangeEvent.Visitor<RuntimeException> {
        private final ObjectNode json;

        Content(ObjectNode json) {
            this.json = json;
        }

        @Override
        public void insert(Insert insert) {
            putRow(json, table(insert), insert.after(), Set.of());
        }

        @Override
        public void update(Update update) {
            putKey(json, "previousKey", update.previousKey());
            putRow(json, table(update), update.after(), update.unavailable());
        }

        @Override
        public void delete(Delete delete) {
            if (delete.tenant() != null) {
                json.put("tenant", delete.tenant().value());
            }
        }

        @Override
        public void truncate(Truncate truncate) {
            // A TRUNCATE has no content besides its table.
        }

        @Override
        public void unreadable(Unreadable unreadable) {
            putKey(json, "key", unreadable.key());
            json.put("event", unreadable.envelope());
        }

        @Override
        public void schemaChanged(SchemaChanged changed) {
            // A schema change has no content besides its table; the table's state holds the change.
        }
    }

    /**
     * The row change of an envelope.
     *
     * @throws IllegalArgumentException if it can't be applied, with the reason
     */
    public RowChange decode(String envelope) {
        JsonNode json = parse(envelope);
        String id = json.path("table").asText();
        MappedTable table = tables.get(id);
        if (table == null) {
            throw new IllegalArgumentException("table " + id + " is no longer mapped");
        }
        return switch (operation(json)) {
            case INSERT -> insert(json, table);
            case UPDATE -> {
                Set<Integer> unavailable = new HashSet<>();
                Row row = row(json, table, unavailable);
                yield new Update(id, requireKey(json), key(json.get("previousKey")), row, unavailable);
            }
            case DELETE ->
                new Delete(
                        id,
                        requireKey(json),
                        json.has("tenant") ? new TenantId(json.get("tenant").asText()) : null);
            case TRUNCATE ->
                throw new IllegalArgumentException(
                        "TRUNCATE is not applied: empty the target table by hand, then discard the event");
            case UNREADABLE, SCHEMA ->
                throw new IllegalArgumentException(
                        "the event could not be read when it arrived; correct the row, or discard the event");
        };
    }

    private static Operation operation(JsonNode json) {
        String name = json.path("operation").asText();
        return Arrays.stream(Operation.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(Operation.UNREADABLE);
    }

    private static Insert insert(JsonNode json, MappedTable table) {
        Set<Integer> unavailable = new HashSet<>();
        Row row = row(json, table, unavailable);
        if (!unavailable.isEmpty()) {
            throw new IllegalArgumentException("the event lacks column "
                    + table.columns()
                            .get(unavailable.iterator().next())
                            .target()
                            .name()
                    + ", which was mapped later; correct the row, or discard the event");
        }
        return new Insert(table.id(), requireKey(json), row);
    }

    private static void putKey(ObjectNode json, String name, @Nullable RowKey key) {
        if (key != null) {
            ArrayNode parts = json.putArray(name);
            key.parts().forEach(parts::add);
        }
    }

    private static void putRow(ObjectNode json, MappedTable table, Row row, Set<Integer> unavailable) {
        ObjectNode values = json.putObject("row");
        for (int i = 0; i < table.columns().size(); i++) {
            if (!unavailable.contains(i)) {
                values.put(table.columns().get(i).target().name(), row.value(i));
            }
        }
    }

    private static Row row(JsonNode json, MappedTable table, Set<Integer> unavailable) {
        JsonNode values = json.path("row");
        List<@Nullable String> row = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            JsonNode value = values.get(table.columns().get(i).target().name());
            if (value == null) {
                unavailable.add(i);
            }
            row.add(value == null || value.isNull() ? null : value.asText());
        }
        return new Row(row);
    }

    private static RowKey requireKey(JsonNode json) {
        RowKey key = key(json.get("key"));
        if (key == null) {
            throw new IllegalArgumentException("the event has no key");
        }
        return key;
    }

    private static @Nullable RowKey key(@Nullable JsonNode parts) {
        if (parts == null) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        parts.forEach(part -> texts.add(part.asText()));
        return new RowKey(texts);
    }

    private MappedTable table(ChangeEvent event) {
        MappedTable table = tables.get(event.table());
        if (table == null) {
            throw new IllegalStateException("a change of " + event.table() + ", which is not mapped");
        }
        return table;
    }

    private static JsonNode parse(String envelope) {
        try {
            return JSON.readTree(envelope);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the envelope is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
