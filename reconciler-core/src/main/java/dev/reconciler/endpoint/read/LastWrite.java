package dev.reconciler.endpoint.read;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a row tells about who wrote it last.
 *
 * @param transaction the server's id of that transaction (PostgreSQL: xmin, widened to 64 bits; a savepoint's own where there
 *     was one)
 * @param committed when, where the server keeps that; null where it doesn't
 */
public record LastWrite(long transaction, @Nullable Instant committed) {}
