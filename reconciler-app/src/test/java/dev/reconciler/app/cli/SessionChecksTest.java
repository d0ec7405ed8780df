package dev.reconciler.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reconciler.app.check.CheckProblem.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings of {@code check} about a pipeline's sessions: settings, poolers, limits and rights. */
@Tag("system")
class SessionChecksTest {
    @TempDir
    private Path directory;

    private CheckLab lab;

    @BeforeEach
    void makeLab() {
        lab = new CheckLab(directory);
    }

    @Test
    void settingsOfRoleAndDatabaseAreNamedAsOverridden() throws IOException {
        lab.cluster.execute(
                lab.source,
                "ALTER DATABASE " + lab.source + " SET statement_timeout = '1s'",
                "ALTER DATABASE " + lab.source + " SET work_mem = '8MB'",
                "ALTER ROLE postgres IN DATABASE " + lab.source + " SET default_transaction_read_only = on");

        assertThat(lab.errors(lab.config())).isEmpty();
        assertThat(lab.check(lab.config(), Severity.NOTE))
                .anyMatch(note -> note.contains("default_transaction_read_only = on of the role in this database,"
                        + " statement_timeout = 1s of the database"))
                .noneMatch(note -> note.contains("work_mem"));
    }

    @Test
    void aDatabaseThatIsReadOnlyIsNotOverridden() throws IOException {
        for (String database : List.of(lab.source, lab.target)) {
            lab.cluster.execute(database, "ALTER DATABASE " + database + " SET default_transaction_read_only = on");
        }

        assertThat(lab.errors(lab.config()))
                .hasSize(2)
                .anyMatch(error -> error.startsWith("source ") && error.contains("the publication can't be created"))
                .anyMatch(error -> error.startsWith("target ") && error.contains("the database is read-only"));
    }

    @Test
    void aReplicationRoleThatSkipsForeignKeysIsRefused() throws IOException {
        lab.cluster.execute(
                lab.target,
                "ALTER ROLE postgres IN DATABASE " + lab.target + " SET session_replication_role = replica");

        assertThat(lab.errors(lab.config()))
                .singleElement()
                .asString()
                .contains("session_replication_role is replica", "RESET session_replication_role");
        assertThat(lab.errors(lab.config() + "apply: {replicationRole: replica}\n"))
                .isEmpty();
    }

    @Test
    void aPoolOfTwoIsRefusedAndTheNumberOfSessionsIsPrinted() throws IOException {
        assertThat(lab.errors(lab.config("postgres", ", maxConnections: 2")))
                .hasSize(2)
                .anyMatch(error -> error.contains("source.maxConnections is 2") && error.contains("need 5 at a time"))
                .anyMatch(error -> error.contains("target.maxConnections is 2") && error.contains("need 9 at a time"));
        assertThat(lab.check(lab.config(), Severity.NOTE))
                .anyMatch(note -> note.startsWith("source ") && note.contains("up to 12 sessions here"))
                .anyMatch(note -> note.startsWith("target ") && note.contains("up to 10 sessions here"));
    }

    @Test
    void aConnectionLimitThatIsTooLowIsRefusedWithTheNumberThatIsNeeded() throws IOException {
        String role = lab.role("REPLICATION CONNECTION LIMIT 5");

        assertThat(lab.errors(lab.config(role, "")))
                .hasSize(2)
                .allMatch(error -> error.contains("a CONNECTION LIMIT allows 5 sessions"))
                .anyMatch(error -> error.contains("needs 7 | ALTER ROLE " + role + " CONNECTION LIMIT 12"))
                .anyMatch(error -> error.contains("needs 9 | ALTER ROLE " + role + " CONNECTION LIMIT 10"));
    }

    @Test
    void theRightToReplicateIsTriedAndTheFixOfManagedServersIsNamed() throws IOException {
        String role = lab.role("");

        assertThat(lab.errors(lab.config(role, "")))
                .singleElement()
                .asString()
                .contains("the role may not replicate", "ALTER ROLE ... REPLICATION", "GRANT rds_replication");
    }

    @Test
    void aFunctionThatTheRoleMayNotExecuteIsNamedWithItsGrant() throws IOException {
        String role = lab.role("REPLICATION");
        lab.cluster.execute(lab.source, "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC");

        assertThat(lab.errors(lab.config(role, "")))
                .singleElement()
                .asString()
                .contains("the role may not execute pg_control_system()", "GRANT EXECUTE ON FUNCTION");
    }

    @Test
    void aControlSchemaThatTheRoleMayNotUseIsNamedWithItsGrant() throws IOException {
        String role = lab.role("REPLICATION");
        lab.cluster.execute(
                lab.target, "CREATE SCHEMA reconciler", "CREATE TABLE reconciler.checkpoint (pipeline text)");

        assertThat(lab.errors(lab.config(role, "")))
                .singleElement()
                .asString()
                .contains(
                        "the role lacks rights in schema 'reconciler'",
                        "GRANT USAGE, CREATE ON SCHEMA reconciler TO " + role,
                        "GRANT postgres TO " + role);
    }

    @Test
    void aPoolerInTransactionModeIsRefused() throws IOException {
        assumeTrue(Files.isExecutable(PgBouncer.BINARY), "pgbouncer is not installed");
        String role = lab.role("REPLICATION");
        try (PgBouncer pooler = PgBouncer.start(lab.cluster.port(), "transaction")) {
            assertThat(lab.errors(lab.config(pooler.port(), role, "", "items")))
                    .singleElement()
                    .asString()
                    .contains("a connection pooler in transaction mode answers", "connect to the server directly");
        }
        try (PgBouncer pooler = PgBouncer.start(lab.cluster.port(), "session")) {
            assertThat(lab.errors(lab.config(pooler.port(), role, "", "items")))
                    .noneMatch(error -> error.contains("transaction mode"));
        }
    }
}
