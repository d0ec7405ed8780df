package dev.reconciler.verify.anomaly;

import dev.reconciler.row.TenantId;

/**
 * The result of a run for the rows of one tenant in one table.
 *
 * @param sourceRows rows of the source that the model was trained on; 0 if there is no model
 * @param targetRows rows of the target that were scored, besides those that equal the source's
 * @param threshold the score above which a row is unusual
 * @param found anomalies
 * @param kept those of them that were recorded
 * @param note the reason if there is no model; further remarks
 */
public record ModelReport(
        String table,
        TenantId tenant,
        long sourceRows,
        long targetRows,
        double threshold,
        long found,
        long kept,
        String note) {
    /** Rows that were not scored, with the reason. */
    public static ModelReport notScored(String table, TenantId tenant, String reason) {
        return new ModelReport(table, tenant, 0, 0, 0, 0, 0, "not scored: " + reason);
    }

    /** The same report, with another number of anomalies. */
    public ModelReport withFound(long anomalies) {
        return new ModelReport(table, tenant, sourceRows, targetRows, threshold, anomalies, kept, note);
    }

    /** The same report, with the number of recorded anomalies, and a remark if there are more. */
    public ModelReport withKept(long recorded) {
        String remark = recorded < found ? (found - recorded) + " anomalies were counted and not recorded" : "";
        return new ModelReport(
                table,
                tenant,
                sourceRows,
                targetRows,
                threshold,
                found,
                recorded,
                note.isEmpty() || remark.isEmpty() ? note + remark : note + "; " + remark);
    }
}
