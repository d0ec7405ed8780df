package dev.reconciler.endpoint.engine;

/** No connection; the message is the server's or the driver's, the fix says what to do about it. */
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
