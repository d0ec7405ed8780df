package dev.reconciler.report;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The record of a pipeline's scheduled reports, by receiver and day: due, and sent or not. */
public interface ReportDeliveries {
    /** The latest day with a record. */
    Optional<LocalDate> latest(String receiver);

    /** Notes that the reports of these days are due; a day with a record keeps it. */
    void due(String receiver, List<LocalDate> days);

    /** The days whose report is due and not sent, the earliest first. */
    List<LocalDate> unsent(String receiver);

    void sent(String receiver, LocalDate day);

    /**
     * Removes the records of days before this one.
     *
     * @return the number of those that were not sent
     */
    int forget(String receiver, LocalDate before);
}
