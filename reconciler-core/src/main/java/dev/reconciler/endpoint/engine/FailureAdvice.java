package dev.reconciler.endpoint.engine;

/**
 * A failure described for the operator.
 *
 * @param cause the first line of the message
 * @param action the operator's next action
 * @param healsByItself true if the step can succeed without a person: a lost connection, a full disk, a lock
 */
public record FailureAdvice(String cause, String action, boolean healsByItself) {
    /** Describes the failure by the engine that recognises it, or one of its causes. */
    public static FailureAdvice of(Throwable failure) {
        return Engine.all().get(0).advice(failure);
    }
}
