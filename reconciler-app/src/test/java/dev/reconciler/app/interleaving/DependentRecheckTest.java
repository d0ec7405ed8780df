package dev.reconciler.app.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.Discrepancy;
import dev.reconciler.discrepancy.DiscrepancyState;
import dev.reconciler.discrepancy.DiscrepancyType;
import dev.reconciler.run.JobKind;
import dev.reconciler.run.recheck.DependentRecheck;
import dev.reconciler.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A finding of a count or a rule does not stay open after the repair of the rows that caused it. */
@Tag("system")
class DependentRecheckTest {
    @TempDir
    private Path directory;

    private Stage stage;
    private DependentRecheck recheck;

    @BeforeEach
    void start() throws IOException {
        stage = Stage.live(directory, "correction: {dryRun: true}");
        Files.createDirectories(stage.shop.directory().resolve("rules"));
        Files.writeString(stage.shop.directory().resolve("rules/totals.yaml"), """
            rule: totals
            description: The lines of each order add up to the same.
            table: public.order_items
            action: block
            compare:
              source: SELECT order_id, sum(price) AS total FROM order_items WHERE tenant_id = :tenant GROUP BY 1
              target: SELECT order_id, sum(price) AS total FROM order_items WHERE tenant_id = :tenant GROUP BY 1
              key: [order_id]
              values: {total: 0}
            """);
        recheck = stage.application.runService().dependentRecheck().orElseThrow();
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private List<DiscrepancyType> open() {
        return stage.discrepancies().stream()
                .filter(found -> found.state().isOpen())
                .map(Discrepancy::type)
                .sorted()
                .toList();
    }

    @Test
    void findingsOfCountAndRuleAreHealedWhenTheirRowIsRepaired() {
        stage.shop.target("DELETE FROM order_items WHERE order_id IN (2, 4) AND line = 1");
        assertThat(stage.run(JobKind.COUNT).verdict()).hasValue(Verdict.DIVERGED);
        assertThat(stage.run(JobKind.RULES).verdict()).hasValue(Verdict.DIVERGED);
        assertThat(open())
                .containsExactly(
                        DiscrepancyType.MISSING_IN_TARGET,
                        DiscrepancyType.MISSING_IN_TARGET,
                        DiscrepancyType.COUNT_MISMATCH,
                        DiscrepancyType.RULE_VIOLATION,
                        DiscrepancyType.RULE_VIOLATION);
        int windows = stage.windows.size();
        recheck.run();
        assertThat(stage.windows).as("nothing was repaired").hasSize(windows);

        repair(2);
        recheck.run();
        assertThat(open())
                .containsExactly(
                        DiscrepancyType.MISSING_IN_TARGET,
                        DiscrepancyType.COUNT_MISMATCH,
                        DiscrepancyType.RULE_VIOLATION);

        repair(4);
        int later = stage.windows.size();
        recheck.run();
        assertThat(stage.windows)
                .as("repairs that follow at once wait for the next re-check")
                .hasSize(later);
        stage.application.runService().dependentRecheck().orElseThrow().run();

        assertThat(open()).isEmpty();
        assertThat(stage.discrepancies()).allMatch(found -> found.state() == DiscrepancyState.HEALED);
        assertThat(stage.windows).as("one window for counts, one for rules").hasSize(later + 2);
    }

    /** The row comes back, and a checksum heals its discrepancy. */
    private void repair(int order) {
        stage.shop.target("INSERT INTO order_items SELECT order_id, 1, tenant_id, 'product 1', 9.99 FROM order_items"
                + " WHERE order_id = " + order + " AND line = 2");
        stage.run(JobKind.CHECKSUM);
    }
}
