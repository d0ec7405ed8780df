package dev.reconciler.app.config;

import org.jspecify.annotations.Nullable;

/**
 * Settings of the HTTP server for API and pages.
 *
 * @param port 0 for any free port
 * @param token the token that callers must present; null if the file has none
 */
public record HttpConfig(String bind, int port, @Nullable Secret token) {
    /** The minimum length of a token; a caller could guess a shorter one. */
    public static final int SHORTEST_TOKEN = 16;
}
