package dev.reconciler.app.background;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@link Error} (memory, stack, a class that can't be loaded) in a thread that does the pipeline's work: the thread's work
 * stops at an unknown point, so the process ends, and the service manager starts it again from the checkpoint.
 */
public final class FatalError {
    /** The process's exit code. */
    public static final int EXIT_CODE = 70;

    private static final int DEPTH = 20;

    private FatalError() {}

    /** Not a constant: the handler is set while another thread still sets up logging. */
    private static Logger log() {
        return LoggerFactory.getLogger(FatalError.class);
    }

    /** Makes an {@link Error} in any thread end the process, threads of libraries included. */
    public static void endsTheProcess() {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (failure instanceof Error error) {
                end(thread, error);
            }
            log().error("thread {} ended by an exception", thread.getName(), failure);
        });
    }

    /** Ends the process if an {@link Error} caused the failure that a library reports. */
    public static void endIfCausedBy(Throwable failure) {
        @Nullable Throwable at = failure;
        for (int i = 0; at != null && i < DEPTH; i++, at = at.getCause()) {
            if (at instanceof Error error && !(at instanceof AssertionError)) {
                end(Thread.currentThread(), error);
            }
        }
    }

    /** Ends the process at once, without its shutdown hooks: they might need the memory or class that is missing. */
    public static void end(Thread thread, Error error) {
        try {
            log().error(
                            "fatal error thread={} error=\"{}\"; the process ends with code {}",
                            thread.getName(),
                            error,
                            EXIT_CODE,
                            error);
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
