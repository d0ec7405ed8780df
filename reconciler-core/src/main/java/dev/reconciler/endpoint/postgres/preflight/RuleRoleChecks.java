package dev.reconciler.endpoint.postgres.preflight;

import dev.reconciler.endpoint.engine.CheckReport;
import dev.reconciler.schema.TableRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks that rules can run under the role that {@code rules.user} names, and that this role can only read. */
final class RuleRoleChecks {
    private final CheckReport report;

    RuleRoleChecks(CheckReport report) {
        this.report = report;
    }

    void check(String where, PostgresPreflight server, String role, List<TableRef> tables) {
        Optional<String> refusal = server.refusalOfRole(role);
        if (refusal.isPresent()) {
            report.error(
                    where,
                    "rules can't run under role " + role + " (rules.user): " + refusal.get(),
                    "CREATE ROLE " + role + " NOLOGIN, and GRANT " + role + " TO the daemon's role");
            return;
        }
        RuleRole found = server.ruleRole(role, tables);
        if (!found.powers().isEmpty()) {
            report.error(
                    where,
                    "role " + role + " (rules.user) may do more than read: " + String.join(", ", found.powers()),
                    "name a role without these attributes");
            return; // it may read and write everything
        }
        if (!found.writable().isEmpty()) {
            report.error(
                    where,
                    "role " + role + " (rules.user) may change rows of " + names(found.writable()),
                    "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON these tables FROM " + role
                            + ", or name a role that may only read");
        }
        if (!found.unreadable().isEmpty()) {
            report.error(
                    where,
                    "role " + role + " (rules.user) can't read " + names(found.unreadable()),
                    "GRANT USAGE ON the tables' SCHEMA and GRANT SELECT ON these tables TO " + role);
        }
    }

    private static String names(List<TableRef> tables) {
        return tables.stream().map(TableRef::toString).collect(Collectors.joining(", "));
    }
}
