package dev.reconciler.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class TableNamesTest {
    private static TableNames names(String source, String target) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.putObject("source").put("url", source + "://me@host/shop").put("database", "shop");
        tree.putObject("target").put("url", target + "://me@host/crm").put("database", "crm");
        return new TableNames(tree);
    }

    private static JsonNode table(String source, @Nullable String target) {
        ObjectNode table = JsonNodeFactory.instance.objectNode().put("source", source);
        return target == null ? table : table.put("target", target);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql, postgresql, orders, , public.orders, public.orders",
        "postgresql, postgresql, public.orders, , public.orders, public.orders",
        "postgresql, postgresql, sales.orders, , sales.orders, sales.orders",
        "postgresql, postgresql, sales.orders, clients, sales.orders, public.clients",
        "postgresql, mysql, orders, , public.orders, crm.orders",
        "postgresql, mysql, public.orders, , public.orders, crm.orders",
        "postgresql, mysql, sales.orders, , sales.orders, sales.orders",
        "postgresql, mysql, sales.orders, clients, sales.orders, crm.clients",
        "postgresql, mariadb, orders, old.clients, public.orders, old.clients",
        "mysql, postgresql, orders, , shop.orders, public.orders",
        "mysql, postgresql, shop.orders, , shop.orders, public.orders",
        "mysql, postgresql, public.orders, , public.orders, public.orders",
        "mysql, mysql, orders, , shop.orders, crm.orders",
        "mariadb, mysql, sales.orders, , sales.orders, sales.orders"
    })
    void bareNameIsInTheDefaultSchemaOfItsDatabase(
            String sourceEngine,
            String targetEngine,
            String source,
            @Nullable String target,
            String expectedSource,
            String expectedTarget) {
        TableNames names = names(sourceEngine, targetEngine);
        JsonNode table = table(source, target);

        assertThat(names.source(table)).hasToString(expectedSource);
        assertThat(names.target(table)).hasToString(expectedTarget);
    }
}
