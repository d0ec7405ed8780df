package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.reconciler.app.check.Preflight;
import dev.reconciler.app.config.ConfigLoader;
import dev.reconciler.testing.PostgresCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input on real servers: the message, the fix, exit code 2, and both databases unchanged. */
@Tag("db")
class CheckCommandTest {
    private final PostgresCluster cluster = PostgresCluster.shared();

    @TempDir
    private Path directory;

    private String source;
    private String target;

    @BeforeEach
    void makeDatabases() {
        source = cluster.createDatabase("check_source");
        target = cluster.createDatabase("check_target");
        for (String database : List.of(source, target)) {
            cluster.execute(
                    database,
                    "CREATE TABLE items (id bigint PRIMARY KEY, tenant_id text NOT NULL, name text, price"
                            + " numeric(10,2))");
        }
    }

    @Test
    void aPipelineThatCanStartHasNoErrors() throws IOException {
        Outcome outcome = check(config());

        assertThat(outcome.exit()).isZero();
        assertThat(errors(outcome)).isEmpty();
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void missingRulesAreAnErrorUnlessTheFileSaysThatThereAreNoneOrNoneAreScheduled() throws IOException {
        String scheduled = config().replace("rules: none", "");
        assertFound(check(scheduled), "rules", "there is no such folder of rules", "rules: none");
        Path rules = Files.createDirectory(directory.resolve("rules"));
        assertFound(check(scheduled), "rules", "the folder has no rule file (*.yaml)", "rules: none");
        assertThat(errors(check(config()))).isEmpty();
        assertThat(errors(check(scheduled + "schedules: {rules: off}\n"))).isEmpty();

        Files.writeString(rules.resolve("typo.yaml"), "rule: typo\n");
        Outcome typo = check(scheduled);
        assertThat(errors(typo)).isEmpty();
        assertThat(typo.out()).contains("typo.yaml", "the rule is not evaluated, and runs of rules fail");
    }

    @Test
    void aWrongPasswordIsTheServersWordAndTheFix() throws IOException {
        cluster.createRole(source + "_role", "right");
        String config = config().replace(
                        "user: postgres, database: " + source,
                        "user: " + source + "_role, password: wrong, database: " + source);

        Outcome outcome = check(config);

        assertFound(outcome, "source ", "password authentication failed", "correct user and password");
        assertThat(outcome.out()).doesNotContain("wrong");
    }

    @Test
    void missingDatabaseIsNamed() throws IOException {
        assertFound(
                check(config().replace("database: " + target, "database: nowhere")),
                "target ",
                "database \"nowhere\" does not exist",
                "correct the name of the database");
    }

    @Test
    void closedPortIsReportedAsNoConnection() throws IOException {
        assertFound(
                check(config().replace(
                                "port: " + cluster.port() + ", user: postgres, database: " + target,
                                "port: 1, user: postgres, database: x")),
                "target postgres@localhost:1/x",
                "no connection",
                "correct host and port");
    }

    @Test
    void changesCannotBeStreamedWithoutLogicalWal() throws IOException {
        try (PostgresCluster replica =
                PostgresCluster.builder().setting("wal_level", "replica").start()) {
            replica.execute(
                    "postgres",
                    "CREATE TABLE items (id bigint PRIMARY KEY, tenant_id text NOT NULL, name text, price"
                            + " numeric(10,2))");

            assertFound(
                    check(config(replica, "postgres")),
                    "source ",
                    "wal_level is replica",
                    "ALTER SYSTEM SET wal_level = 'logical', then restart the server");
        }
    }

    @Test
    void aStandbyIsNoSource() throws IOException {
        try (PostgresCluster standby = PostgresCluster.builder().start()) {
            standby.execute(
                    "postgres",
                    "CREATE TABLE items (id bigint PRIMARY KEY, tenant_id text NOT NULL, name text, price"
                            + " numeric(10,2))");
            standby.stop();
            Files.createFile(standby.dataDirectory().resolve("standby.signal"));
            standby.start();

            assertFound(check(config(standby, "postgres")), "source ", "is a standby", "name the primary as source");
        }
    }

    @Test
    void theTargetIsNotTheSourceUnderAnotherName() throws IOException {
        assertFound(
                check(config().replace("target: {host: localhost", "target: {host: 127.0.0.1")
                        .replace(target, source)),
                "target ",
                "the target is the same database as the source",
                "configure another database");
    }

    @Test
    void missingTableIsNamedWithASimilarOne() throws IOException {
        assertFound(
                check(config().replace("source: items", "source: itmes, target: items")),
                "public.itmes -> public.items",
                "source table public.itmes does not exist",
                "did you mean public.items?");
    }

    @Test
    void aTargetColumnThatNeedsAValueIsMapped() throws IOException {
        cluster.execute(target, "ALTER TABLE items ADD COLUMN origin text NOT NULL");

        assertFound(
                check(config()),
                "public.items -> public.items",
                "target column public.items.origin is NOT NULL without a default and has no source column",
                "map it to a constant");
    }

    @Test
    void aConstantGivesATargetColumnItsValue() throws IOException {
        cluster.execute(target, "ALTER TABLE items ADD COLUMN origin text NOT NULL");

        assertThat(check(config().replace("tenant:", "constants: {origin: shop}, tenant:"))
                        .exit())
                .isZero();
    }

    @Test
    void anIgnoredColumnFillsNoTargetColumnOfItsName() throws IOException {
        cluster.execute(target, "ALTER TABLE items ALTER COLUMN name TYPE int USING NULL");

        assertThat(errors(check(config()))).hasSize(1);
        assertThat(check(config().replace("tenant:", "columns: {name: ignore}, tenant:"))
                        .exit())
                .isZero();
    }

    @Test
    void keysMeanTheSameOnBothSides() throws IOException {
        cluster.execute(target, "ALTER TABLE items ALTER COLUMN id TYPE text");

        assertFound(
                check(config()),
                "public.items -> public.items",
                "key column public.items.id is text, its source is bigint",
                "change one of them");
    }

    @Test
    void aTableWithoutKeyIsRefused() throws IOException {
        cluster.execute(source, "ALTER TABLE items DROP CONSTRAINT items_pkey");
        cluster.execute(target, "ALTER TABLE items DROP CONSTRAINT items_pkey, ALTER id DROP NOT NULL");

        assertFound(
                check(config()),
                "public.items -> public.items",
                "target table public.items has no primary key and no unique index over NOT NULL columns",
                "add one");
    }

    @Test
    void aReplicaIdentityWithoutTheKeyIsRefused() throws IOException {
        cluster.execute(source, "ALTER TABLE items REPLICA IDENTITY NOTHING");

        assertFound(
                check(config()),
                "source table public.items",
                "its replica identity lacks the key (id)",
                "ALTER TABLE public.items REPLICA IDENTITY");
    }

    @Test
    void tablesWhoseStatementsWouldFailOncePublishedAreRefused() throws IOException {
        cluster.execute(
                source,
                "ALTER TABLE items DROP CONSTRAINT items_pkey, ADD PRIMARY KEY (id) DEFERRABLE INITIALLY IMMEDIATE");

        assertFound(
                check(config()),
                "source table public.items",
                "it has a deferrable primary key, which is no replica identity",
                "ALTER TABLE public.items REPLICA IDENTITY");
    }

    @Test
    void childrenByInheritanceOfASourceTableAreRefused() throws IOException {
        cluster.execute(source, "CREATE TABLE special_items () INHERITS (items)");

        assertFound(
                check(config()),
                "source table public.items",
                "it has a child by inheritance, public.special_items",
                "map the children instead");
    }

    @Test
    void streamedTargetIsCheckedLikeASource() throws IOException {
        String streamed =
                config().replace("database: " + target, "database: " + target + ", stream: true") + "mode: observe\n";
        assertThat(check(streamed).exit()).isZero();

        cluster.execute(target, "ALTER TABLE items REPLICA IDENTITY NOTHING");
        assertFound(
                check(streamed),
                "target table public.items",
                "its replica identity lacks the key (id)",
                "ALTER TABLE public.items REPLICA IDENTITY");

        String role = target + "_role";
        cluster.createRole(role, "right");
        cluster.execute(
                target, "GRANT CREATE ON DATABASE " + target + " TO " + role, "GRANT SELECT ON items TO " + role);
        String asRole = streamed.replace(
                "user: postgres, database: " + target, "user: " + role + ", password: right, database: " + target);
        assertThat(errors(check(asRole)))
                .satisfiesExactlyInAnyOrder(
                        error -> assertThat(error)
                                .contains("the role may not replicate: FATAL", "| ALTER ROLE ... REPLICATION"),
                        error -> assertThat(error)
                                .contains(
                                        "target table public.items | the role does not own the table, so it can't"
                                                + " publish it",
                                        "CREATE PUBLICATION reconciler_checked_target FOR TABLE"),
                        error -> assertThat(error).contains("its replica identity lacks the key (id)"));
        assertThat(errors(check(asRole.replace(", stream: true", "")))).isEmpty();
    }

    @Test
    void aTargetThatIsStreamedNeedsLogicalWal() throws IOException {
        try (PostgresCluster replica =
                PostgresCluster.builder().setting("wal_level", "replica").start()) {
            replica.execute(
                    "postgres",
                    "CREATE TABLE items (id bigint PRIMARY KEY, tenant_id text NOT NULL, name text, price"
                            + " numeric(10,2))");
            String config = config().replace(
                            "port: " + cluster.port() + ", user: postgres, database: " + target,
                            "port: " + replica.port() + ", user: postgres, database: postgres, stream: true");

            assertFound(
                    check(config + "mode: observe\n"),
                    "target ",
                    "wal_level is replica",
                    "ALTER SYSTEM SET wal_level = 'logical', then restart the server");
        }
    }

    @Test
    void targetTriggersAreRefusedUnlessTheWriterIsAReplica() throws IOException {
        cluster.execute(
                target,
                "CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER audit BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION noop()");

        assertFound(
                check(config()),
                "target table public.items",
                "triggers would fire on what the pipeline writes: audit",
                "set apply.replicationRole: replica");
        assertThat(check(config() + "apply: {replicationRole: replica}\n").exit())
                .isZero();
    }

    @Test
    void aTableThatRefersToItselfIsFilledInTwoPasses() throws IOException {
        cluster.execute(target, "ALTER TABLE items ADD COLUMN parent bigint CONSTRAINT items_parent REFERENCES items");
        cluster.execute(source, "ALTER TABLE items ADD COLUMN parent bigint");

        Outcome outcome = check(config());

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out() + outcome.err())
                .contains("target table public.items")
                .contains("rows may refer to rows that the backfill fills later (items_parent)");
    }

    @Test
    void aCycleOfForeignKeysThatMustNotBeEmptyIsRefused() throws IOException {
        for (String database : List.of(source, target)) {
            cluster.execute(
                    database,
                    "CREATE TABLE boxes (id bigint PRIMARY KEY, item bigint NOT NULL)",
                    "ALTER TABLE items ADD COLUMN box bigint NOT NULL");
        }
        cluster.execute(
                target,
                "ALTER TABLE items ADD CONSTRAINT items_box FOREIGN KEY (box) REFERENCES boxes",
                "ALTER TABLE boxes ADD CONSTRAINT boxes_item FOREIGN KEY (item) REFERENCES items");
        String both = config().replace("tables: [", "tables: [{source: boxes, tenant: none}, ");

        assertThat(errors(check(both)))
                .anyMatch(error -> error.contains("target table public.items")
                        && error.contains(
                                "foreign key items_box closes a cycle of tables in which no referring column is nullable")
                        && error.contains("ALTER TABLE public.items ALTER COLUMN box DROP NOT NULL"));
        cluster.execute(target, "ALTER TABLE items ALTER COLUMN box DROP NOT NULL");
        assertThat(check(both).exit()).isZero();
    }

    @Test
    void aRoleIsToldAllThatItLacks() throws IOException {
        cluster.createRole(source + "_poor", "secret");

        Outcome outcome = check(config().replace("user: postgres", "user: " + source + "_poor, password: secret"));

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(errors(outcome))
                .anyMatch(error -> error.contains("the role may not replicate"))
                .anyMatch(error -> error.contains("the role may not create the publication"))
                .anyMatch(error -> error.contains("the role may not create schema 'reconciler'"))
                .anyMatch(error -> error.contains("source table public.items") && error.contains("lacks SELECT"))
                .anyMatch(error -> error.contains("does not own the table"))
                .anyMatch(error -> error.contains("the role lacks SELECT, INSERT, UPDATE, DELETE"));
    }

    @Test
    void anotherRolesPublicationIsUsedIfItFitsAndNamedIfItDoesNot() throws IOException {
        String role = source + "_owner";
        cluster.createRole(role, "secret", "REPLICATION");
        cluster.execute(
                source,
                "GRANT CREATE ON DATABASE " + source + " TO " + role,
                "CREATE TABLE others (id int PRIMARY KEY)",
                "CREATE PUBLICATION reconciler_checked FOR TABLE others"
                        + " WITH (publish_via_partition_root = true, publish_generated_columns = stored)",
                "ALTER TABLE items OWNER TO " + role);
        String config = config().replace(
                        "user: postgres, database: " + source,
                        "user: " + role + ", password: secret, database: " + source);

        assertFound(
                check(config),
                "source ",
                "publication reconciler_checked belongs to role postgres and does not carry exactly the mapped tables",
                "choose another name with stream.publication");
        cluster.execute(source, "ALTER PUBLICATION reconciler_checked SET TABLE items");
        assertThat(check(config).exit()).isZero();
        cluster.execute(source, "ALTER PUBLICATION reconciler_checked SET TABLE items WHERE (id > 7)");
        assertThat(check(config).exit()).as("rows are filtered").isEqualTo(2);
    }

    @Test
    void aSlotOfSomethingElseIsNotTaken() throws IOException {
        String slot = source + "_slot";
        cluster.query(source, "SELECT pg_create_logical_replication_slot('" + slot + "', 'test_decoding')");

        assertFound(
                check(config() + "stream: {slot: " + slot + "}\n"),
                "source ",
                "slot " + slot + " exists for something else (test_decoding",
                "choose another name with stream.slot");
    }

    @Test
    void aSlotThatIsGoneIsAnErrorOnceThePipelineHasACheckpoint() throws IOException {
        cluster.execute(
                target,
                "CREATE SCHEMA reconciler",
                "CREATE TABLE reconciler.checkpoint (pipeline text, position text)",
                "INSERT INTO reconciler.checkpoint VALUES ('other', '0/7'), ('checked', '0/0')");
        assertThat(check(config()).exit()).isZero();
        cluster.execute(target, "UPDATE reconciler.checkpoint SET position = '0/7'");

        assertFound(check(config()), "source ", "slot reconciler_checked is gone", "serve --resync");
    }

    @Test
    void aTransactionThatTheFirstStartWouldWaitForIsNamed() throws IOException {
        cluster.execute(
                source,
                "BEGIN; INSERT INTO items VALUES (1, 'acme', 'x', 1); PREPARE TRANSACTION '" + source + " left over'");
        try {
            assertThat(check(config()).out())
                    .contains(
                            "the first start waits until it has ended",
                            "prepared transaction " + source + " left over");
        } finally {
            cluster.execute(source, "ROLLBACK PREPARED '" + source + " left over'");
        }
    }

    @Test
    void aTextKeyWithoutAByteOrderedIndexIsAWarning() throws IOException {
        for (String database : List.of(source, target)) {
            cluster.execute(database, "CREATE TABLE codes (code text PRIMARY KEY, tenant_id text)");
        }
        cluster.execute(target, "CREATE INDEX ON codes (code COLLATE \"C\")");

        Outcome outcome = check(config().replace("source: items", "source: codes"));

        assertThat(outcome.exit()).as(outcome.toString()).isZero();
        assertThat(outcome.out())
                .contains(
                        "source table public.codes",
                        "CREATE INDEX CONCURRENTLY ON public.codes (code COLLATE \\\"C\\\")")
                .doesNotContain("target table public.codes");
    }

    @Test
    void problemsOfTheFileAreAResultToo() throws IOException {
        Outcome outcome = check(config() + "windws: {}\n");

        assertFound(outcome, "reconciler.yaml:6:1", "windws: unknown key", "did you mean 'windows'?");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void aPortThatIsTakenIsAWarning() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Outcome outcome = check(config() + "http: {port: " + taken.getLocalPort() + "}\n");

            assertThat(outcome.exit())
                    .as("it may be this pipeline's own daemon")
                    .isZero();
            assertThat(outcome.out()).contains("http.port", String.valueOf(taken.getLocalPort()), "WARNING");
        }
    }

    @Test
    void aSpillDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("a-file"), "");

        assertFound(
                check(config() + "apply: {spillDirectory: " + file.resolve("spill") + "}\n"),
                "apply.spillDirectory",
                file.resolve("spill").toString(),
                "");
    }

    @Test
    void theSettingsInEffectAreANote() throws IOException {
        Outcome outcome = check(config());

        JsonNode items = new ObjectMapper().readTree(outcome.out());
        JsonNode last = items.get(items.size() - 1);
        assertThat(last.path("severity").asText()).isEqualTo("NOTE");
        assertThat(last.at("/settings/apply/queueRows").asInt()).isEqualTo(20_000);
        assertThat(last.at("/settings/correction/breaker/rows").asInt()).isEqualTo(1_000);
        assertThat(last.at("/settings/stream/slot").asText()).isEqualTo("reconciler_checked");
    }

    @Test
    void aTableIsForPeople() throws IOException {
        Path file = Files.writeString(directory.resolve("reconciler.yaml"), config() + "windws: {}\n");

        Outcome outcome = Outcome.of(commands(), "check", "--config", file.toString());

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.out().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("SEVERITY  WHERE"))
                .anyMatch(line -> line.startsWith("ERROR     " + file + ":6:1"));
    }

    private String config() {
        return config(cluster, source);
    }

    private String config(PostgresCluster sourceCluster, String sourceDatabase) {
        return """
            pipeline: checked
            source: {host: localhost, port: %d, user: postgres, database: %s}
            target: {host: localhost, port: %d, user: postgres, database: %s}
            tables: [{source: items, tenant: {column: tenant_id}}]
            rules: none
            """.formatted(sourceCluster.port(), sourceDatabase, cluster.port(), target);
    }

    private Outcome check(String config) throws IOException {
        Path file = Files.writeString(directory.resolve("reconciler.yaml"), config);
        String before = state();

        Outcome outcome = Outcome.of(commands(), "check", "--config", file.toString(), "--format", "json");

        assertThat(state()).as("what check left behind").isEqualTo(before);
        return outcome;
    }

    private static List<Object> commands() {
        return List.of(new CheckCommand(new ConfigLoader(Map.of()), new Preflight()));
    }

    /** Returns every object that a pipeline would create. */
    private String state() {
        String sql = """
            SELECT (SELECT array_agg(relname::text ORDER BY relname, oid) FROM pg_class)::text AS relations,
                (SELECT array_agg(nspname::text ORDER BY nspname) FROM pg_namespace WHERE nspname !~ '^pg_')::text AS schemas,
                (SELECT array_agg(pubname::text ORDER BY pubname) FROM pg_publication)::text AS publications,
                (SELECT array_agg(slot_name::text ORDER BY slot_name) FROM pg_replication_slots)::text AS slots\
            """;
        return cluster.query(source, sql).toString() + cluster.query(target, sql);
    }

    private static void assertFound(Outcome outcome, String where, String what, String fix) throws IOException {
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(errors(outcome)).singleElement().asString().contains(where, what, fix);
    }

    private static List<String> errors(Outcome outcome) throws IOException {
        JsonNode problems = new ObjectMapper().readTree(outcome.out());
        assertThat(problems.isArray()).isTrue();
        return problems.findParents("severity").stream()
                .filter(problem -> problem.path("severity").asText().equals("ERROR"))
                .map(problem -> problem.path("where").asText() + " | "
                        + problem.path("what").asText() + " | "
                        + problem.path("fix").asText())
                .collect(Collectors.toList());
    }
}
