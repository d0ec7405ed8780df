package dev.reconciler.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.reconciler.endpoint.mysql.MySqlPools;
import dev.reconciler.endpoint.mysql.read.MySqlQueryReader;
import dev.reconciler.endpoint.mysql.read.MySqlSchemaReader;
import dev.reconciler.endpoint.postgres.read.PostgresQueryReader;
import dev.reconciler.endpoint.postgres.read.PostgresSchemaReader;
import dev.reconciler.endpoint.postgres.read.SnapshotLimits;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Side;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.Tables;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The example rules with MySQL and MariaDB on either side: each query in its side's dialect, and results that can be compared. */
@Tag("db")
class ShopRulesOnMySqlTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ParameterizedTest
    @EnumSource
    void examplesFitATargetOfTheseServers(Flavor flavor) throws IOException {
        PostgresCluster cluster = PostgresCluster.shared();
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        String from = cluster.createDatabase("rules_source");
        String to = database(server, "target-mysql.sql");
        String sql = Files.readString(ShopPipeline.DEMO.resolve("source.sql"))
                .replace(" uuid ", " text ")
                .replace(" text[] ", " text ");
        cluster.execute(from, sql.substring(0, sql.indexOf("GRANT")));
        try (HikariDataSource source = Tables.pool(cluster, from);
                HikariDataSource target = pool(server, to);
                PostgresQueryReader onSource = PostgresQueryReader.open(Side.SOURCE, source, SnapshotLimits.DEFAULT);
                MySqlQueryReader onTarget = MySqlQueryReader.open(Side.TARGET, target, LIMIT)) {
            List<MappedTable> tables = new Tables(
                            new PostgresSchemaReader(Side.SOURCE, source),
                            new MySqlSchemaReader(Side.TARGET.noun(), target))
                    .resolve(ShopPipeline.mappings("public", to));
            requireNoProblems(new RuleLint(tables, onSource, onTarget), to);
        }
    }

    @ParameterizedTest
    @EnumSource
    void examplesFitASourceOfTheseServers(Flavor flavor) throws IOException {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        String from = database(server, "source-mysql.sql");
        String to = database(server, "target-mysql.sql");
        try (HikariDataSource source = pool(server, from);
                HikariDataSource target = pool(server, to);
                MySqlQueryReader onSource = MySqlQueryReader.open(Side.SOURCE, source, LIMIT);
                MySqlQueryReader onTarget = MySqlQueryReader.open(Side.TARGET, target, LIMIT)) {
            List<MappedTable> tables = new Tables(
                            new MySqlSchemaReader(Side.SOURCE.noun(), source),
                            new MySqlSchemaReader(Side.TARGET.noun(), target))
                    .resolve(ShopPipeline.mappings(from, to));
            requireNoProblems(new RuleLint(tables, onSource, onTarget), to);
        }
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

    private static void requireNoProblems(RuleLint lint, String schema) {
        List<Rule> rules = RuleFiles.readFolder(Path.of("..", "rules")).rules();
        assertThat(rules).isNotEmpty();
        for (Rule rule : rules) {
            assertThat(lint.problems(of(rule, schema))).as(rule.name()).isEmpty();
        }
    }

    private static Rule of(Rule rule, String schema) {
        return new Rule(
                rule.name(),
                rule.file(),
                rule.description(),
                rule.table().replace("shop.", schema + "."),
                rule.blocking(),
                rule.severity(),
                rule.check());
    }
}
