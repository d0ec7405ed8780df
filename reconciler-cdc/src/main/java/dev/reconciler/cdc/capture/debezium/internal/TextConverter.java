package dev.reconciler.cdc.capture.debezium.internal;

import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/** Passes the server's text of every column on as it is; public because the connector creates it by name. */
public final class TextConverter implements CustomConverter<SchemaBuilder, RelationalColumn> {
    /**
     * Stands for a value that the event lacks. Recognised by identity, so that no value of any type can be mistaken for it.
     */
    @SuppressWarnings("StringOperationCanBeSimplified")
    public static final String UNAVAILABLE = new String("(unavailable: not changed and stored out of line)");

    /** Schema parameter: the column's type as the stream told it, with its length and scale. */
    public static final String TYPE_PARAMETER = "type";

    @Override
    public void configure(Properties properties) {}

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        String type = column.typeName()
                + (column.length().isPresent() ? "(" + column.length().getAsInt() : "(")
                + (column.scale().isPresent() ? "," + column.scale().getAsInt() + ")" : ")");
        // Optional whatever the column says: of an old row the server sends its identity alone.
        registration.register(
                SchemaBuilder.string().optional().parameter(TYPE_PARAMETER, type), TextConverter::convert);
    }

    private static @Nullable Object convert(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        // What remains are NULL and column defaults, which are of no interest.
        return UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(value) ? UNAVAILABLE : null;
    }
}
