package dev.reconciler.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.engine.QuerySession;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.mysql.read.MySqlQueryReader;
import dev.reconciler.endpoint.mysql.read.MySqlSchemaReader;
import dev.reconciler.endpoint.postgres.read.PostgresQueryReader;
import dev.reconciler.endpoint.postgres.read.PostgresSchemaReader;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.endpoint.read.MappedQuery;
import dev.reconciler.endpoint.read.QueryColumn;
import dev.reconciler.endpoint.read.QueryDescription;
import dev.reconciler.endpoint.read.QueryReader;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.TenantId;
import dev.reconciler.schema.SchemaReader;
import dev.reconciler.schema.Side;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The example rules with MySQL and MariaDB on either side: each query in its side's dialect, and results that can be compared. */
@Tag("db")
class ShopRulesOnMySqlTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final TenantId ACME = new TenantId("acme");
    private static final List<Rule> RULES =
            RuleFiles.readFolder(Path.of("..", "rules"), (text, zone) -> text).rules();

    private static final String[] SOURCE_ROWS = {
        "INSERT INTO currencies VALUES ('EUR', 'Euro', 2, 1.1, false, '2026-03-01 10:00:00')",
        "INSERT INTO customers (id, tenant_id, email, full_name, profile, tags, credit_limit, created_at, updated_at) VALUES"
                + " ('00000000-0000-0000-0000-00000000000a', 'acme', 'ann@acme.test', 'Ann', '{}', 'x', 50,"
                + " '2026-03-01 10:00:00', '2026-03-02 10:00:00'),"
                + " ('00000000-0000-0000-0000-00000000000b', 'acme', 'bob@acme.test', 'Bob', '{}', 'x', 50,"
                + " '2026-03-01 10:00:00', '2026-03-01 10:00:00')",
        "INSERT INTO products (sku, tenant_id, title, price, currency_code, attributes, labels, stock, updated_at) VALUES"
                + " ('ax', 'acme', 't', 10, 'EUR', '{}', 'x', 5, '2026-03-01 10:00:00'),"
                + " ('bx', 'acme', 't', 10, 'EUR', '{}', 'x', 5, '2026-03-01 10:00:00')",
        "INSERT INTO orders (id, tenant_id, customer_id, status, currency_code, total, shipping, placed_at, updated_at)"
                + " VALUES (1, 'acme', '00000000-0000-0000-0000-00000000000a', 'new', 'EUR', 30, '{}',"
                + " '2026-03-01 10:00:00', '2026-03-01 10:00:00')",
        "INSERT INTO order_items VALUES (1, 1, 'acme', 'ax', 2, 10.00, 0), (1, 2, 'acme', 'bx', 1, 9.99, 0.1)",
        "INSERT INTO transactions (id, tenant_id, customer_id, kind, amount, currency_code, booked_at) VALUES"
                + " (1, 'acme', '00000000-0000-0000-0000-00000000000a', 'charge', 10, 'EUR', '2026-03-01 10:00:00'),"
                + " (2, 'acme', '00000000-0000-0000-0000-00000000000a', 'charge', 7.25, 'EUR', '2026-03-01 10:00:00'),"
                + " (3, 'acme', '00000000-0000-0000-0000-00000000000b', 'Charge', 1, 'EUR', '2026-03-01 10:00:00')"
    };

    /** In the order of references, so that the tables can be emptied in the opposite one. */
    private static final List<String> TARGET_TABLES =
            List.of("currency", "client", "product", "sales_order", "order_line", "payment");

    private static final String[] TARGET_ROWS = {
        "INSERT INTO currency VALUES ('EUR', 'Euro', 2, 1.1, false, '2026-03-01 10:00:00')",
        "INSERT INTO client (client_id, tenant, email_address, name, phone_number, profile, tags, credit_limit, archived,"
                + " registered_at, changed_at, migrated_from) VALUES"
                + " ('00000000-0000-0000-0000-00000000000a', 'acme', 'ann@acme.test', 'Ann', '', '{}', 'x', 50, false,"
                + " '2026-03-01 10:00:00', '2026-03-02 10:00:00', ''),"
                + " ('00000000-0000-0000-0000-00000000000b', 'acme', 'bob@acme.test', 'Bob', '', '{}', 'x', 50, false,"
                + " '2026-03-01 10:00:00', '2026-03-01 10:00:00', '')",
        "INSERT INTO product (sku, tenant, title, price, currency, attributes, labels, stock, archived, changed_at) VALUES"
                + " ('ax', 'acme', 't', 10, 'EUR', '{}', 'x', 5, false, '2026-03-01 10:00:00'),"
                + " ('bx', 'acme', 't', 10, 'EUR', '{}', 'x', 5, false, '2026-03-01 10:00:00')",
        "INSERT INTO sales_order (order_no, tenant, client_id, state, currency, total_amount, note, shipping, archived,"
                + " ordered_at, changed_at, migrated_from) VALUES (1, 'acme', '00000000-0000-0000-0000-00000000000a', 'NEW',"
                + " 'EUR', 30, '', '{}', false, '2026-03-01 10:00:00', '2026-03-01 10:00:00', '')",
        "INSERT INTO order_line VALUES (1, 1, 'acme', 'ax', 2, 10.00, 0), (1, 2, 'acme', 'bx', 1, 9.99, 0.1)",
        "INSERT INTO payment (payment_id, tenant, client_id, kind, amount, currency, booked_at) VALUES"
                + " (1, 'acme', '00000000-0000-0000-0000-00000000000a', 'charge', 10, 'EUR', '2026-03-01 10:00:00'),"
                + " (2, 'acme', '00000000-0000-0000-0000-00000000000a', 'charge', 7.25, 'EUR', '2026-03-01 10:00:00'),"
                + " (3, 'acme', '00000000-0000-0000-0000-00000000000b', 'Charge', 1, 'EUR', '2026-03-01 10:00:00')"
    };

    @ParameterizedTest
    @EnumSource
    void examplesFitATargetOfTheseServers(Flavor flavor) throws IOException {
        PostgresCluster cluster = PostgresCluster.shared();
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        String from = cluster.createDatabase("rules_source");
        String sql = Files.readString(ShopPipeline.DEMO.resolve("source.sql"))
                .replace(" uuid ", " text ")
                .replace(" text[] ", " text ")
                .replace("GENERATED ALWAYS", "GENERATED BY DEFAULT");
        cluster.execute(from, sql.substring(0, sql.indexOf("GRANT")));
        cluster.execute(from, SOURCE_ROWS);
        try (HikariDataSource source = Tables.pool(cluster, from);
                PostgresQueryReader onSource = PostgresQueryReader.open(Side.SOURCE, source, SnapshotLimits.DEFAULT)) {
            requireExamples(server, "public", new PostgresSchemaReader(Side.SOURCE, source), onSource);
        }
    }

    @ParameterizedTest
    @EnumSource
    void examplesFitASourceOfTheseServers(Flavor flavor) throws IOException {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        String from = database(server, "source-mysql.sql");
        server.execute(from, SOURCE_ROWS);
        try (HikariDataSource source = pool(server, from);
                MySqlQueryReader onSource = MySqlQueryReader.open(Side.SOURCE, source, LIMIT)) {
            requireExamples(server, from, new MySqlSchemaReader(Side.SOURCE.noun(), source), onSource);
        }
    }

    /** Each rule holds, and no longer after the damage made for it. */
    private static void requireExamples(
            MySqlFamilyServer server, String from, SchemaReader catalog, QueryReader onSource) throws IOException {
        String to = database(server, "target-mysql.sql");
        server.execute(to, "ALTER TABLE client MODIFY name text", "ALTER TABLE client DROP INDEX tenant");
        server.execute(to, TARGET_ROWS);
        try (HikariDataSource target = pool(server, to)) {
            List<MappedTable> tables = new Tables(catalog, new MySqlSchemaReader(Side.TARGET.noun(), target))
                    .resolve(ShopPipeline.mappings(from, to));
            Supplier<QuerySession> now = () -> MySqlQueryReader.open(Side.TARGET, target, LIMIT);
            for (Rule written : RULES) {
                Rule rule = of(written, to);
                try (QuerySession onTarget = now.get()) {
                    assertThat(new RuleLint(tables, onSource, onTarget).problems(rule))
                            .as(rule.name())
                            .isEmpty();
                    if (rule.check() instanceof RowCondition) {
                        continue; // it has no query: RowRuleRunTest evaluates it on a source of these servers
                    }
                    assertThat(violations(rule, tables, onSource, onTarget))
                            .as(rule.name())
                            .isZero();
                }
                damage(server, to, ShopDamage.OF_TARGET.getOrDefault(rule.name(), "DELETE FROM payment"));
                try (QuerySession onTarget = now.get()) {
                    assertThat(violations(rule, tables, onSource, onTarget) > 0)
                            .as(rule.name())
                            .isEqualTo(ShopDamage.OF_TARGET.containsKey(rule.name()));
                }
                TARGET_TABLES.forEach(table -> damage(server, to, "DELETE FROM " + table));
                server.execute(to, TARGET_ROWS);
            }
        }
    }

    private static void damage(MySqlFamilyServer server, String database, String sql) {
        server.execute(database, "SET FOREIGN_KEY_CHECKS = 0", sql);
    }

    private static long violations(Rule rule, List<MappedTable> tables, QueryReader onSource, QueryReader onTarget) {
        Rule.Queries queries = GeneratedQueries.of(rule, tables, onSource.dialect(), onTarget.dialect());
        if (queries instanceof Rule.ExpectEmpty empty) {
            QueryReader reader = empty.side() == Side.SOURCE ? onSource : onTarget;
            return rows(reader, tables, empty.query()).size();
        }
        Rule.Compare compare = (Rule.Compare) queries;
        List<QueryColumn> there = describe(onSource, tables, compare.source()).columns();
        List<QueryColumn> here = describe(onTarget, tables, compare.target()).columns();
        Grouped source = Grouped.of(Side.SOURCE, compare.key(), there, rows(onSource, tables, compare.source()));
        Grouped target = Grouped.of(Side.TARGET, compare.key(), here, rows(onTarget, tables, compare.target()));
        Set<List<@Nullable String>> groups = new HashSet<>(source.rows().keySet());
        groups.addAll(target.rows().keySet());
        assertThat(groups).as(rule.name()).isNotEmpty();
        return groups.stream()
                .filter(group -> !source.rows().containsKey(group)
                        || !target.rows().containsKey(group)
                        || compare.values().entrySet().stream()
                                .anyMatch(value -> !Values.same(
                                        source.value(
                                                Objects.requireNonNull(
                                                        source.rows().get(group)),
                                                value.getKey()),
                                        target.value(
                                                Objects.requireNonNull(
                                                        target.rows().get(group)),
                                                value.getKey()),
                                        true,
                                        value.getValue())))
                .count();
    }

    private static QueryDescription describe(QueryReader reader, List<MappedTable> tables, String sql) {
        return reader.describe(sql, tables, ACME);
    }

    private static List<List<@Nullable String>> rows(QueryReader reader, List<MappedTable> tables, String sql) {
        return reader.run(new MappedQuery(sql, describe(reader, tables, sql).tables(), ACME, Map.of(), 100));
    }

    private static String database(MySqlFamilyServer server, String script) throws IOException {
        String database = server.createDatabase("rules");
        for (String statement :
                Files.readString(ShopPipeline.DEMO.resolve(script)).split(";\n")) {
            server.execute(database, statement);
        }
        return database;
    }

    private static HikariDataSource pool(MySqlFamilyServer server, String database) {
        return MySqlPools.open(
                server.jdbcUrl(database), server.user(), server.password(), "rules", 2, Duration.ofSeconds(10));
    }

    private static Rule of(Rule rule, String schema) {
        Rule.Check check = rule.check();
        if (check instanceof ShortKind.Reference reference) {
            check = new ShortKind.Reference(
                    reference.columns(),
                    reference.parent().replace("shop.", schema + "."),
                    reference.parentColumns(),
                    reference.where());
        }
        return new Rule(
                rule.name(),
                rule.file(),
                rule.description(),
                rule.table().replace("shop.", schema + "."),
                rule.blocking(),
                rule.severity(),
                check,
                rule.settings());
    }
}
