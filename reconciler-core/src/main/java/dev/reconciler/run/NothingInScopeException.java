package dev.reconciler.run;

/** A run's request selects no rows: no row was compared, so there is no verdict. The message names a valid alternative. */
public final class NothingInScopeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NothingInScopeException(String message) {
        super(message);
    }
}
