package dev.reconciler.control;

/** There is nothing with that id. */
public final class UnknownIdException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownIdException(String what, String id) {
        super("there is no " + what + " " + id);
    }
}
