package dev.reconciler.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.reconciler.schema.TableRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class TargetNamesTest {
    private static TargetNames names(String scheme) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.putObject("target").put("url", scheme + "://me@host/crm").put("database", "crm");
        return new TargetNames(tree);
    }

    private static JsonNode table(String source, @Nullable String target) {
        ObjectNode table = JsonNodeFactory.instance.objectNode().put("source", source);
        return target == null ? table : table.put("target", target);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql, orders, , public.orders",
        "postgresql, public.orders, , public.orders",
        "postgresql, sales.orders, , sales.orders",
        "postgresql, sales.orders, clients, public.clients",
        "mysql, orders, , crm.orders",
        "mysql, public.orders, , crm.orders",
        "mysql, sales.orders, , sales.orders",
        "mysql, sales.orders, clients, crm.clients",
        "mariadb, orders, , crm.orders",
        "mariadb, orders, old.clients, old.clients"
    })
    void bareNameIsInTheDefaultSchemaOfTheEngine(
            String scheme, String source, @Nullable String target, String expected) {
        assertThat(names(scheme).of(table(source, target))).isEqualTo(TableRef.parse(expected));
    }
}
