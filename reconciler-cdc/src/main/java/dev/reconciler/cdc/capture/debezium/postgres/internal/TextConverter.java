package dev.reconciler.cdc.capture.debezium.postgres.internal;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Makes the connector describe every column as text, so that it can describe tables with any types. It never converts a value, as
 * it receives none ({@link DirectStream}); public because the connector creates it by name.
 */
public final class TextConverter implements CustomConverter<SchemaBuilder, RelationalColumn> {
    @Override
    public void configure(Properties properties) {}

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        // Called with column defaults when a table's description is made; they are ignored.
        registration.register(SchemaBuilder.string().optional(), value -> null);
    }
}
