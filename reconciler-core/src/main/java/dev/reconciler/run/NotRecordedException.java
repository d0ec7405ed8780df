package dev.reconciler.run;

/** No record tells which rows were changed in a run's span of time. The message gives the reason and a valid alternative. */
public final class NotRecordedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public NotRecordedException(String message) {
        super(message);
    }
}
