package dev.reconciler.yaml;

/** A scalar refers to a value that does not exist; the message names the reference and shows no value. */
public final class UnresolvedScalarException extends Exception {
    private static final long serialVersionUID = 1;

    private final String fix;

    public UnresolvedScalarException(String what, String fix) {
        super(what);
        this.fix = fix;
    }

    public String fix() {
        return fix;
    }
}
