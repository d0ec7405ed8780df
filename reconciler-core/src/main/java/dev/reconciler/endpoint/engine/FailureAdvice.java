package dev.reconciler.endpoint.engine;

/**
 * A failure in words for the operator.
 *
 * @param cause the message, without what a server adds in further lines
 * @param action what the operator does next
 * @param healsByItself whether the step can succeed without a person: a lost connection, a full disk, a lock
 */
public record FailureAdvice(String cause, String action, boolean healsByItself) {
    /** The failure as its chain of causes tells it, by the engine that knows it. */
    public static FailureAdvice of(Throwable failure) {
        return Engine.all().get(0).advice(failure);
    }
}
