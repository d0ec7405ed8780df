package dev.reconciler.app.http;

import java.util.Optional;

/** One condition of the daemon's readiness. */
public interface HealthCheck {
    /** Such as {@code stream}, {@code lease}, {@code control-store}. */
    String name();

    /** Returns the problem; empty if the check passes. An exception is a failed check as well. */
    Optional<String> problem();

    /** Returns a check with that name. */
    static HealthCheck of(String name, java.util.function.Supplier<Optional<String>> problem) {
        return new HealthCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<String> problem() {
                return problem.get();
            }
        };
    }
}
