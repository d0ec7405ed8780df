package dev.reconciler.app.digest;

import dev.reconciler.app.report.Document;
import dev.reconciler.report.DailyReport;

/** A receiver of the daily report. */
public interface Receiver {
    /** The step of the standing problem while deliveries fail, in kebab case. */
    String step();

    /** @throws NotDeliveredException with the cause and the operator's next action */
    void receive(DailyReport report, Document document);
}
