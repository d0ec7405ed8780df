package dev.reconciler.endpoint.engine;

/** A connection failed; the message is the server's or the driver's, the fix is the operator's next action. */
public final class ConnectionRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String fix;

    public ConnectionRefusedException(String message, String fix, Throwable cause) {
        super(message, cause);
        this.fix = fix;
    }

    /** The operator's next action. */
    public String fix() {
        return fix;
    }
}
