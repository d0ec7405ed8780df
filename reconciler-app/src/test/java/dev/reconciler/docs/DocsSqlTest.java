package dev.reconciler.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.app.check.CheckProblem;
import dev.reconciler.app.check.Preflight;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.app.config.ReconcilerConfig;
import dev.reconciler.app.wiring.ForegroundRunner;
import dev.reconciler.audit.AuditRecord;
import dev.reconciler.endpoint.engine.CheckReport;
import dev.reconciler.endpoint.engine.ConnectionRefusedException;
import dev.reconciler.endpoint.engine.ConnectionTimeouts;
import dev.reconciler.endpoint.engine.DatabaseAddress;
import dev.reconciler.endpoint.engine.DatabaseLogin;
import dev.reconciler.endpoint.engine.Engine;
import dev.reconciler.endpoint.engine.ServerInspection;
import dev.reconciler.endpoint.engine.SourceDemand;
import dev.reconciler.endpoint.engine.StreamNames;
import dev.reconciler.endpoint.engine.StreamRecord;
import dev.reconciler.endpoint.engine.TargetDemand;
import dev.reconciler.endpoint.postgres.write.TargetSchema;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.RunListener;
import dev.reconciler.run.RunRequest;
import dev.reconciler.run.service.RunService.Finished;
import dev.reconciler.schema.TableRef;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.testing.PostgresCluster;
import dev.reconciler.testing.mysql.Flavor;
import dev.reconciler.testing.mysql.MySqlFamilyServer;
import dev.reconciler.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The SQL of the pages does on real servers what it is said to do. */
@Tag("db")
class DocsSqlTest {
    private final PostgresCluster cluster = PostgresCluster.shared();

    @TempDir
    private Path directory;

    private static List<String> rights() {
        return Pages.blocks(Pages.page("docs/OPERATIONS.md"), "sql").stream()
                .filter(sql -> sql.contains("CREATE ROLE"))
                .toList();
    }

    @Test
    void theRightsThatArePublishedAreEnoughForAWholePipeline() throws IOException {
        String source = database("docs_source");
        String target = database("docs_target");
        String owner = source + "_owner";
        cluster.createRole(owner, "secret");
        cluster.execute(source, "ALTER TABLE orders OWNER TO " + owner, "INSERT INTO orders VALUES (1, 'acme', 'x')");
        execute(source, rights().get(0), source, owner);
        execute(target, rights().get(1), target, owner);
        ReconcilerConfig config = new ConfigLoader(Map.of()).load(config(source, target));

        assertThat(new Preflight().check(config))
                .filteredOn(problem -> problem.severity() == CheckProblem.Severity.ERROR)
                .isEmpty();
        assertThat(run(config, JobKind.BACKFILL)).isEqualTo(Verdict.AGREED);
        assertThat(cluster.query(target, "SELECT id FROM orders")).hasSize(1);
        assertThat(run(config, JobKind.CHECKSUM)).isEqualTo(Verdict.AGREED);
    }

    @ParameterizedTest
    @EnumSource
    void theRightsOnMySqlAndMariaDbAreEnoughForASource(Flavor flavor) throws ConnectionRefusedException {
        checkWithPublishedRights(flavor, 0, "source", (inspection, tables, report) -> {
            StreamRecord record = new StreamRecord(false, false, false);
            SourceDemand demand = new SourceDemand(new StreamNames("docs", "docs"), tables, record, false);
            inspection.source(demand, report);
            inspection.sourceTables(demand, Set.copyOf(tables), report);
        });
    }

    @ParameterizedTest
    @EnumSource
    void theRightsOnMySqlAndMariaDbAreEnoughForATarget(Flavor flavor) throws ConnectionRefusedException {
        checkWithPublishedRights(flavor, 1, "target", (inspection, tables, report) -> {
            TargetDemand demand = new TargetDemand("docs", null, tables, true, false, false);
            inspection.target(demand, report);
            inspection.targetTables(demand, Set.copyOf(tables), report);
        });
    }

    private interface Checks {
        void run(ServerInspection inspection, List<TableRef> tables, CheckReport report);
    }

    /** @param block the number of the page's block of statements for these servers */
    private static void checkWithPublishedRights(Flavor flavor, int block, String noun, Checks checks)
            throws ConnectionRefusedException {
        MySqlFamilyServer server = MySqlFamilyServer.shared(flavor);
        String name = server.createDatabase("docs");
        TableRef table = new TableRef(name, "orders");
        server.execute("", "SET GLOBAL binlog_row_metadata = FULL");
        server.execute(name, "CREATE TABLE orders (id bigint PRIMARY KEY)");
        String rights = Pages.blocks(Pages.page("docs/OPERATIONS.md"), "mysql").get(block);
        server.execute(
                name,
                rights.replace("USER reconciler", "USER " + name)
                        .replace("TO reconciler", "TO " + name)
                        .replace("ON shop.*", "ON " + name + ".*")
                        .strip()
                        .split(";\\s*"));
        List<String> findings = new ArrayList<>();
        DatabaseLogin login = new DatabaseLogin(
                new DatabaseAddress(server.host(), server.port(), name),
                name,
                "...",
                "disable",
                null,
                new ConnectionTimeouts(Duration.ofSeconds(20), Duration.ofMinutes(1)));
        try (ServerInspection inspection = Engine.of(flavor.label()).inspect(login, noun)) {
            CheckReport report = new CheckReport() {
                @Override
                public void error(String where, String what, String fix) {
                    findings.add(what);
                }

                @Override
                public void warning(String where, String what, String fix) {
                    findings.add(what);
                }

                @Override
                public void note(String where, String what, String fix) {
                    findings.add(what);
                }
            };
            checks.run(inspection, List.of(table), report);
        }

        assertThat(findings).isEmpty();
    }

    private String database(String prefix) {
        String name = cluster.createDatabase(prefix);
        cluster.execute(name, "CREATE TABLE orders (id bigint PRIMARY KEY, tenant_id text NOT NULL, note text)");
        return name;
    }

    private void execute(String database, String sql, String role, String owner) {
        String mine = sql.replace("ROLE reconciler", "ROLE " + role)
                .replace("TO reconciler", "TO " + role)
                .replace("DATABASE shop", "DATABASE " + database)
                .replace("shop_owner", owner);
        cluster.execute(database, mine);
    }

    private Path config(String source, String target) throws IOException {
        return Files.writeString(directory.resolve("reconciler.yaml"), """
            pipeline: %1$s
            source: {host: localhost, port: %3$d, user: %1$s, password: '...', database: %1$s}
            target: {host: localhost, port: %3$d, user: %2$s, password: '...', database: %2$s}
            tables: [{source: orders, tenant: {column: tenant_id}}]
            rules: none
            """.formatted(source, target, cluster.port()));
    }

    private static Verdict run(ReconcilerConfig config, JobKind job) {
        return new ForegroundRunner(config, RunListener.NONE)
                .run(RunRequest.all(job, "test"))
                .flatMap(Finished::verdict)
                .orElseThrow();
    }

    @Test
    void queriesOfTheRunbookRun() {
        ControlStore control = new ControlStore();
        TargetSchema.migrate(control.dataSource());
        List<String> statements = List.of("docs/OPERATIONS.md", "docs/SECURITY.md").stream()
                .flatMap(page -> Pages.blocks(Pages.page(page), "sql").stream())
                .filter(sql -> !sql.contains("CREATE ROLE"))
                .toList();

        assertThat(statements).hasSizeGreaterThan(6);
        statements.forEach(sql -> cluster.execute(control.database(), sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE reconciler.audit_entry SET actor = 'mallory' WHERE sequence = 2",
                "UPDATE reconciler.audit_entry SET at = at + interval '1 microsecond' WHERE sequence = 1",
                "DELETE FROM reconciler.audit_entry WHERE sequence = 2",
                "DELETE FROM reconciler.audit_entry WHERE sequence = 3",
                "DELETE FROM reconciler.audit_entry",
            })
    void theAuditQueryFindsWhatWasChanged(String tampering) {
        ControlStore control = new ControlStore();
        for (String subject : List.of("a", "ünï|7:cöde", "c")) {
            AuditRecord entry = new AuditRecord("shop", "ann", "did", subject, Map.of("why", "because"));
            control.jdbi().useTransaction(handle -> control.audit().append(handle, "shop", List.of(entry)));
        }
        String query = block("docs/SECURITY.md", "audit_head");
        assertThat(cluster.query(control.database(), query)).isEmpty();

        cluster.execute(control.database(), "SET session_replication_role = replica; " + tampering);

        assertThat(cluster.query(control.database(), query)).isNotEmpty();
    }

    private static String block(String page, String of) {
        return Pages.blocks(Pages.page(page), "sql").stream()
                .filter(sql -> sql.contains(of))
                .findFirst()
                .orElseThrow();
    }
}
