package dev.reconciler.report.internal;

import dev.reconciler.control.ControlDialect;
import dev.reconciler.report.ReportDeliveries;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The record of scheduled reports in the control database. */
public final class JdbiReportDeliveries implements ReportDeliveries {
    private final Jdbi jdbi;
    private final ControlDialect sql;
    private final String pipeline;
    private final InstantSource clock;

    public JdbiReportDeliveries(Jdbi jdbi, ControlDialect sql, String pipeline, InstantSource clock) {
        this.jdbi = jdbi;
        this.sql = sql;
        this.pipeline = pipeline;
        this.clock = clock;
    }

    @Override
    public Optional<LocalDate> latest(String receiver) {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT day FROM reconciler.report_delivery WHERE pipeline = :pipeline AND receiver = :receiver
            ORDER BY day DESC LIMIT 1
            """)
                .bind("pipeline", pipeline)
                .bind("receiver", receiver)
                .mapTo(LocalDate.class)
                .findFirst());
    }

    @Override
    public void due(String receiver, List<LocalDate> days) {
        jdbi.useTransaction(transaction -> {
            try (PreparedBatch batch = transaction.prepareBatch(
                    "INSERT INTO reconciler.report_delivery (pipeline, receiver, day) VALUES (:pipeline, :receiver, :day) "
                            + sql.skipExisting("pipeline, receiver, day"))) {
                days.forEach(day -> batch.bind("pipeline", pipeline)
                        .bind("receiver", receiver)
                        .bind("day", day)
                        .add());
                batch.execute();
            }
        });
    }

    @Override
    public List<LocalDate> unsent(String receiver) {
        return jdbi.withHandle(handle -> handle.createQuery("""
            SELECT day FROM reconciler.report_delivery
            WHERE pipeline = :pipeline AND receiver = :receiver AND sent_at IS NULL ORDER BY day
            """)
                .bind("pipeline", pipeline)
                .bind("receiver", receiver)
                .mapTo(LocalDate.class)
                .list());
    }

    @Override
    public void sent(String receiver, LocalDate day) {
        jdbi.useHandle(handle -> handle.createUpdate("""
            UPDATE reconciler.report_delivery SET sent_at = :now
            WHERE pipeline = :pipeline AND receiver = :receiver AND day = :day
            """)
                .bind("now", clock.instant())
                .bind("pipeline", pipeline)
                .bind("receiver", receiver)
                .bind("day", day)
                .execute());
    }

    @Override
    public int forget(String receiver, LocalDate before) {
        return jdbi.inTransaction(transaction -> {
            int unsent = transaction
                    .createUpdate("""
                        DELETE FROM reconciler.report_delivery
                        WHERE pipeline = :pipeline AND receiver = :receiver AND day < :before AND sent_at IS NULL
                        """)
                    .bind("pipeline", pipeline)
                    .bind("receiver", receiver)
                    .bind("before", before)
                    .execute();
            transaction
                    .createUpdate("""
                        DELETE FROM reconciler.report_delivery
                        WHERE pipeline = :pipeline AND receiver = :receiver AND day < :before
                        """)
                    .bind("pipeline", pipeline)
                    .bind("receiver", receiver)
                    .bind("before", before)
                    .execute();
            return unsent;
        });
    }
}
