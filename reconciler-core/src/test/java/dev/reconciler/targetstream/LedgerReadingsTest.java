package dev.reconciler.targetstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.discrepancy.Cause;
import dev.reconciler.discrepancy.Finding;
import dev.reconciler.ledger.LedgerImage;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import dev.reconciler.testing.ControlStore;
import dev.reconciler.testing.CorrectionLab;
import dev.reconciler.testing.Windows;
import dev.reconciler.verify.cause.CauseContext;
import dev.reconciler.verify.cause.CauseFinder;
import dev.reconciler.verify.cause.CauseRule;
import dev.reconciler.verify.cause.CauseRules;
import dev.reconciler.verify.confirm.ConfirmSettings;
import dev.reconciler.verify.confirm.Look;
import dev.reconciler.verify.confirm.Screened;
import dev.reconciler.verify.confirm.SettledConfirmation;
import dev.reconciler.verify.confirm.internal.JdbiCandidates;
import dev.reconciler.window.Lane;
import dev.reconciler.window.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A window reads its interval of the ledger once: for the keys in doubt, for the confirmation of its findings, for the streams that
 * vouch for rows, and for every rule that looks for a cause.
 */
@Tag("db")
class LedgerReadingsTest {
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final TenantId ACME = new TenantId("acme");

    private final TargetStreamLab lab = new TargetStreamLab();
    private final MappedTable customers = lab.target.customers;
    private final MappedTable orders = lab.target.orders;
    private Instant now = TargetStreamLab.START.plusSeconds(60);

    private final SettledConfirmation confirmation = new SettledConfirmation(
            new JdbiCandidates(lab.target.control.jdbi(), ControlStore.DIALECT, CorrectionLab.PIPELINE),
            lab.target.tables,
            new ConfirmSettings(SETTLE, Duration.ofMinutes(5)),
            new RestByStreams(lab.knowledge),
            () -> now);

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void windowWithFindingsReadsTheLedgerOnce() {
        lab.createOrders();
        for (String key : List.of("a", "b", "c")) {
            lab.stream(key, "1.00");
            lab.target.stream(orders, key, CorrectionLab.row(key, null, "1.00"));
        }
        lab.mark(0);
        lab.told("a", 100, lab.image("a", "2.00"));
        lab.told("b", 101, LedgerImage.ABSENT);
        lab.target.rogue("UPDATE customers SET amount = 2 WHERE id = 'a'", "DELETE FROM customers WHERE id = 'b'");
        lab.target.rogue("UPDATE orders SET amount = 2 WHERE id = 'a'", "DELETE FROM orders WHERE id = 'b'");

        // The first window makes candidates of them, the second one looks them up again and asks what came since.
        assertThat(judged(Look.FIRST)).isEmpty();
        now = now.plus(SETTLE).plusSeconds(1);
        assertThat(judged(Look.again(keys(), now))).isNotEmpty().contains(Cause.ROGUE_WRITE);
    }

    /** The causes of what is confirmed; all of its questions cost one reading. */
    private List<Cause> judged(Look look) {
        int before = lab.target.ledgerReadings.get();
        List<Cause> causes = new ArrayList<>();
        try (Window window = Windows.open(
                lab.source, lab.target.database(), lab.target.store, List.of(customers, orders), () -> {})) {
            Lane lane = window.lane();
            Screened screened = confirmation.screen(lane, found(), look);
            CauseContext context = new CauseContext(lane, List.of(customers, orders), found());
            CauseFinder finder = new CauseFinder(rules());
            found().forEach(finding -> finder.find(context, finding));
            screened.confirmed()
                    .forEach(finding -> causes.add(finder.find(context, finding).cause()));
        }
        assertThat(lab.target.ledgerReadings.get() - before).isEqualTo(1);
        return causes;
    }

    private List<CauseRule> rules() {
        List<CauseRule> rules = new ArrayList<>(List.of(new TargetStreamRule(lab.knowledge, SETTLE)));
        rules.addAll(CauseRules.replicate(table -> List.of(), table -> List.of()));
        return rules;
    }

    private List<Finding> found() {
        List<Finding> found = new ArrayList<>();
        for (MappedTable table : List.of(customers, orders)) {
            Row right = CorrectionLab.row("a", null, "1.00");
            Row wrong = CorrectionLab.row("a", null, "2.00");
            found.add(
                    new Finding.FieldMismatch(table.id(), ACME, RowKey.of("a"), right, wrong, List.of("amount"), true));
            found.add(new Finding.MissingInTarget(
                    table.id(), ACME, RowKey.of("b"), CorrectionLab.row("b", null, "1.00"), true));
        }
        return found;
    }

    private Map<String, Set<RowKey>> keys() {
        Set<RowKey> keys = Set.of(RowKey.of("a"), RowKey.of("b"));
        return Map.of(customers.id(), keys, orders.id(), keys);
    }
}
