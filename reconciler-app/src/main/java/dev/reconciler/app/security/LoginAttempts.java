package dev.reconciler.app.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Logins with a wrong token, by address: after {@link #ALLOWED} of them an address must wait until {@link #PERIOD} has passed since
 * the first. Behind a proxy all people share its address, and therefore the limit.
 */
public final class LoginAttempts {
    static final int ALLOWED = 10;
    static final Duration PERIOD = Duration.ofMinutes(5);

    private static final int ADDRESSES = 10_000;

    private final InstantSource clock;
    /** Ordered by age; the oldest address is dropped beyond {@link #ADDRESSES}. */
    private final Map<String, Failures> failures = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > ADDRESSES;
        }
    };

    private record Failures(Instant first, int count) {}

    public LoginAttempts(InstantSource clock) {
        this.clock = clock;
    }

    /** The time until this address may log in again; empty if it may now. */
    public synchronized Optional<Duration> waitOf(String address) {
        Failures known = failures.get(address);
        if (known == null || known.count() < ALLOWED) {
            return Optional.empty();
        }
        Duration left = Duration.between(clock.instant(), known.first().plus(PERIOD));
        return !left.isNegative() ? Optional.of(left) : Optional.empty();
    }

    public synchronized void failed(String address) {
        Instant now = clock.instant();
        Failures known = failures.get(address);
        if (known != null && now.isBefore(known.first().plus(PERIOD))) {
            failures.put(address, new Failures(known.first(), known.count() + 1));
        } else {
            failures.remove(address); // puts the address at the end of the order
            failures.put(address, new Failures(now, 1));
        }
    }
}
