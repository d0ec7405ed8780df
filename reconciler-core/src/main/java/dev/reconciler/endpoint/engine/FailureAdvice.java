package dev.reconciler.endpoint.engine;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * A failure described for the operator.
 *
 * @param cause the first line of the message
 * @param action the operator's next action
 * @param healsByItself true if the step can succeed without a person: a lost connection, a full disk, a lock
 */
public record FailureAdvice(String cause, String action, boolean healsByItself) {
    private static final int LONGEST = 500;
    private static final int DEPTH = 20;
    /** Describes the failure by its chain of causes; a refusal by the engine that recognises it. */
    public static FailureAdvice of(Throwable failure) {
        @Nullable SQLException refused = find(failure, SQLException.class);
        Remedy remedy = remedy(failure, refused);
        return new FailureAdvice(text(failure, refused), remedy.action(), remedy.healsByItself());
    }

    private static Remedy remedy(Throwable failure, @Nullable SQLException refused) {
        if (refused == null) {
            return find(failure, IOException.class) == null ? new Remedy(Remedy.LOOK, false) : Remedy.CONNECT;
        } else if (isConnection(refused)) {
            return Remedy.CONNECT;
        }
        return Engine.all().stream()
                .flatMap(engine -> engine.remedy(refused).stream())
                .findFirst()
                .orElseGet(() -> new Remedy(Remedy.LOOK, false));
    }

    private static boolean isConnection(SQLException refused) {
        return refused instanceof SQLTransientConnectionException || refused.getCause() instanceof IOException;
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        @Nullable Throwable at = failure;
        for (int i = 0; at != null && i < DEPTH; i++, at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }

    /** The failure and, where it does not say so, its cause: wrappers such as "an exception occurred" say nothing by themselves. */
    private static String text(Throwable failure, @Nullable SQLException refused) {
        String what = line(failure);
        String why = line(refused == null ? deepest(failure) : refused);
        String text = what.contains(why)
                ? what
                : (what.endsWith(".") ? what.substring(0, what.length() - 1) : what) + ": " + why;
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private static Throwable deepest(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at.getCause() != null && i < DEPTH; i++) {
            at = at.getCause();
        }
        return at;
    }

    /** The first line: those after it hold values. */
    private static String line(Throwable failure) {
        String message = failure.getMessage() == null || failure.getMessage().isBlank()
                ? failure.getClass().getSimpleName()
                : failure.getMessage().strip();
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
