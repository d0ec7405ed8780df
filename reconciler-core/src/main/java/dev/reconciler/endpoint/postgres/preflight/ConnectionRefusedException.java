package dev.reconciler.endpoint.postgres.preflight;

/** No connection; the message is the server's or the driver's, the fix says what to do about it. */
public final class ConnectionRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String fix;

    ConnectionRefusedException(String message, String fix, Throwable cause) {
        super(message, cause);
        this.fix = fix;
    }

    public String fix() {
        return fix;
    }
}
