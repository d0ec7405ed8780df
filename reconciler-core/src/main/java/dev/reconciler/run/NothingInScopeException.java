package dev.reconciler.run;

/** What a run was asked for selects nothing: nothing was compared, so nothing may be said. The message says what to name instead. */
public final class NothingInScopeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NothingInScopeException(String message) {
        super(message);
    }
}
