package dev.reconciler.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.app.config.ColumnConfig;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.config.TableConfig;
import dev.reconciler.bench.lab.oracle.ComparedTable;
import dev.reconciler.bench.lab.oracle.ShopComparison;
import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.ShopDatabases;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.endpoint.postgres.PostgresPools;
import dev.reconciler.endpoint.postgres.read.PostgresSchemaReader;
import dev.reconciler.mapping.MappingResolver;
import dev.reconciler.mapping.Resolution;
import dev.reconciler.mapping.TableMapping;
import dev.reconciler.mapping.TableMapping.ColumnMapping;
import dev.reconciler.mapping.transform.Transform;
import dev.reconciler.schema.Side;
import dev.reconciler.schema.TableRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("db")
class DemoConfigTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void demoIsConfiguredAsAUserWouldDoIt() throws IOException {
        ReconcilerConfig config = config();

        assertThat(config.correction().dryRun()).isFalse();
        TableRef currency = new TableRef("shop", "currency");
        assertThat(config.correction().action(currency, DiscrepancyType.MISSING_IN_TARGET))
                .hasToString("AUTO");
        assertThat(config.correction().action(currency, DiscrepancyType.EXTRA_IN_TARGET))
                .hasToString("REVIEW");
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void mappingFitsTheShopsTablesColumnByColumn() throws IOException {
        ShopDatabases shop = ShopDatabases.empty();
        Set<TableRef> targets =
                config().scope().tables().stream().map(TableConfig::target).collect(Collectors.toSet());
        MappingResolver resolver = new MappingResolver(targets);
        try (HikariDataSource from = pool(shop.application());
                HikariDataSource to = pool(shop.targetOwner())) {
            for (TableConfig table : config().scope().tables()) {
                Resolution resolution = resolver.resolve(
                        mapping(table),
                        new PostgresSchemaReader(Side.SOURCE, from).read(table.source()),
                        new PostgresSchemaReader(Side.TARGET, to).read(table.target()));

                assertThat(resolution).isInstanceOfSatisfying(Resolution.Resolved.class, resolved -> {
                    ComparedTable pair = pair(resolved.table().id());
                    assertThat(resolved.table().columns()).hasSize(columns(pair));
                    assertThat(resolved.table().key()).hasSize(pair.keyWidth());
                    assertThat(resolved.table().hasTenants())
                            .isEqualTo(!pair.table().equals("shop.currency"));
                });
            }
        }
        assertThat(targets).hasSameSizeAs(ShopComparison.TABLES);
    }

    private ReconcilerConfig config() throws IOException {
        Path file = directory.resolve("reconciler.yaml");
        try (InputStream in = DemoConfigTest.class.getResourceAsStream("/demo/reconciler.yaml")) {
            assertThat(in).isNotNull();
            Files.write(file, in.readAllBytes());
        }
        return new ConfigLoader(Map.ofEntries(
                        Map.entry("DEMO_SOURCE_URL", "jdbc:postgresql://localhost:5501/shop"),
                        Map.entry("DEMO_SOURCE_USER", "reconciler"),
                        Map.entry("DEMO_SOURCE_PASSWORD", "secret-1"),
                        Map.entry("DEMO_TARGET_URL", "jdbc:postgresql://localhost:5502/shop"),
                        Map.entry("DEMO_TARGET_USER", "reconciler"),
                        Map.entry("DEMO_TARGET_PASSWORD", "secret-2"),
                        Map.entry("DEMO_MODE", "replicate"),
                        Map.entry("DEMO_SPILL", "spill"),
                        Map.entry("DEMO_PORT", "8080"),
                        Map.entry("DEMO_TOKEN", "secret-secret-secret-secret-secret-3")))
                .load(file);
    }

    private static TableMapping mapping(TableConfig table) {
        Map<String, ColumnMapping> columns = new HashMap<>();
        Set<String> ignored = new HashSet<>();
        table.columns().forEach((source, column) -> {
            if (column instanceof ColumnConfig.Mapped mapped) {
                columns.put(mapped.to(), new ColumnMapping(source, mapped.transform()));
            } else {
                ignored.add(source);
            }
        });
        table.constants()
                .forEach((target, value) ->
                        columns.put(target, new ColumnMapping(List.of(), new Transform.Constant(value.orElse(null)))));
        return new TableMapping(
                table.source(), table.target(), columns, ignored, Set.of(), table.tenantColumn(), table.key());
    }

    private static HikariDataSource pool(Login login) {
        return PostgresPools.open(login.jdbcUrl(), login.user(), login.password(), "demo", 1, Duration.ofSeconds(10));
    }

    private static ComparedTable pair(String table) {
        return ShopComparison.TABLES.stream()
                .filter(p -> p.table().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private static int columns(ComparedTable pair) {
        return List.of(pair.target().split(",")).size();
    }
}
