package dev.reconciler.app.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs requests without the token: the first at once, then at most one line a minute that counts the others. */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final InstantSource clock;
    private Instant next = Instant.MIN;
    private long unlogged;

    RefusalLog(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void refused(String address, String path) {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            unlogged++;
            return;
        }
        LOG.warn(
                "a request for {} without the token was refused, from {}; {} others since the last line like this",
                path,
                address,
                unlogged);
        next = now.plus(INTERVAL);
        unlogged = 0;
    }
}
