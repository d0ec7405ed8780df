package dev.reconciler.window;

/** The window's results must be discarded: DDL, TRUNCATE, failover, a lost session or a lost pin. Never a verdict. */
public final class VoidWindowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VoidWindowException(String reason) {
        super(reason);
    }

    public VoidWindowException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
