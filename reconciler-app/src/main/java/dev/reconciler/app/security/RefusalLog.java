package dev.reconciler.app.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs requests without the token: the first one at once, then at most one line a minute with the number of the others. */
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
                "request refused: token missing or wrong path={} address={} othersSinceLastLine={}",
                path,
                address,
                unlogged);
        next = now.plus(INTERVAL);
        unlogged = 0;
    }
}
