package dev.reconciler.cdc.capture.debezium.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.connector.postgresql.connection.ReplicationMessage.Column;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message as JSON, for a person to read: operation, table and the row's images as far as the server sent them. */
final class MessageText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MessageText() {}

    static String of(ReplicationMessage change) {
        Map<String, @Nullable Object> text = new LinkedHashMap<>();
        text.put("op", change.getOperation().name());
        text.put("table", change.getTable());
        text.put("committedAt", String.valueOf(change.getCommitTime()));
        text.put("before", image(change.getOldTupleList()));
        text.put("after", image(change.getNewTupleList()));
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts have no JSON form", e);
        }
    }

    private static @Nullable Map<String, @Nullable String> image(@Nullable List<Column> columns) {
        if (columns == null) {
            return null;
        }
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        columns.forEach(column -> values.put(column.getName(), RowShape.text(column)));
        return values;
    }
}
