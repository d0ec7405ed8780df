package dev.reconciler.control;

/** No object has this id. */
public final class UnknownIdException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownIdException(String what, String id) {
        super("there is no " + what + " " + id);
    }
}
