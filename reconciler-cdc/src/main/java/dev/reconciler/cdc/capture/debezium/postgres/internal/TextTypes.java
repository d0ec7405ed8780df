package dev.reconciler.cdc.capture.debezium.postgres.internal;

import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.PostgresConnection;

/**
 * Makes the decoder keep every value as the text that the server sent. <p>pgoutput sends the text of the type's output function.
 * The connector would parse it by the type's name and lose what its own types can't hold: 24:00 becomes 00:00, a timetz loses its
 * zone, an interval of infinity ends the stream. The decoder asks by name when it reads a row and by oid when it reads a table's
 * shape, so shapes keep their true types.
 */
final class TextTypes extends TypeRegistry {
    TextTypes(PostgresConnection connection) {
        super(connection);
    }

    @Override
    public PostgresType get(String name) {
        return super.get("text");
    }
}
