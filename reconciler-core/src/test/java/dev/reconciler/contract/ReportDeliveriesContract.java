package dev.reconciler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.report.ReportDeliveries;
import dev.reconciler.report.internal.JdbiReportDeliveries;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The record of scheduled reports. */
public abstract class ReportDeliveriesContract extends ControlStoreContract {
    private static final LocalDate FIRST = LocalDate.parse("2026-01-01");
    private static final LocalDate SECOND = LocalDate.parse("2026-01-02");
    private static final LocalDate THIRD = LocalDate.parse("2026-01-03");

    private final ReportDeliveries deliveries = of("shop");

    private ReportDeliveries of(String pipeline) {
        return new JdbiReportDeliveries(store.jdbi(), store.dialect(), pipeline, store.clock());
    }

    @Test
    void dayIsUnsentUntilItIsSentAndStaysSent() {
        assertThat(deliveries.latest("webhook")).isEmpty();
        deliveries.due("webhook", List.of(SECOND, FIRST));
        deliveries.due("folder", List.of(THIRD));
        of("other").due("webhook", List.of(THIRD));
        assertThat(deliveries.unsent("webhook")).containsExactly(FIRST, SECOND);

        deliveries.sent("webhook", FIRST);
        deliveries.due("webhook", List.of(FIRST, SECOND));

        assertThat(deliveries.unsent("webhook")).containsExactly(SECOND);
        assertThat(deliveries.latest("webhook")).contains(SECOND);
        assertThat(deliveries.unsent("folder")).containsExactly(THIRD);
        assertThat(of("other").unsent("webhook")).containsExactly(THIRD);
    }

    @Test
    void forgottenDaysThatWereNotSentAreCounted() {
        deliveries.due("webhook", List.of(FIRST, SECOND, THIRD));
        deliveries.due("folder", List.of(FIRST));
        deliveries.sent("webhook", SECOND);

        assertThat(deliveries.forget("webhook", THIRD)).isEqualTo(1);

        assertThat(deliveries.unsent("webhook")).containsExactly(THIRD);
        assertThat(deliveries.forget("webhook", THIRD)).isZero();
        assertThat(deliveries.unsent("folder")).containsExactly(FIRST);
    }
}
