package dev.reconciler.app.config;

import org.jspecify.annotations.Nullable;

/**
 * Where API and pages are served.
 *
 * @param port 0 for any free one
 * @param token what they ask for; null if the file has none
 */
public record HttpConfig(String bind, int port, @Nullable Secret token) {
    /** A token of fewer characters is refused: whoever reaches the port could guess it. */
    public static final int SHORTEST_TOKEN = 16;
}
