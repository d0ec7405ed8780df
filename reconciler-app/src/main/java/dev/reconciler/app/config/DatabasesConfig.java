package dev.reconciler.app.config;

/**
 * The databases of a pipeline.
 *
 * @param control the database with runs, discrepancies, reviews and the audit log; the target unless the file says otherwise
 */
public record DatabasesConfig(ConnectionConfig source, ConnectionConfig target, ConnectionConfig control) {
    /** Returns whether the control database is the target itself. */
    public boolean isControlInTarget() {
        return control.equals(target);
    }
}
