package dev.reconciler.app.http;

import java.util.Optional;

/** One thing that must be well for the daemon to do its work. */
public interface HealthCheck {
    /** Such as {@code stream}, {@code lease}, {@code control-store}. */
    String name();

    /** What is wrong; empty if nothing is. May throw, which is something wrong as well. */
    Optional<String> problem();

    /** A check by that name. */
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
