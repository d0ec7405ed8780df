package dev.reconciler.app.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The receivers of the scheduled daily report.
 *
 * @param directory the folder of its files; null for none
 * @param webhook the URL that receives it, a secret because such URLs hold tokens; null for none
 * @param timeout the time that the receiver has to connect, and then to answer
 */
public record ReportsConfig(
        @Nullable Path directory, @Nullable Secret webhook, Duration timeout) {}
