package dev.reconciler.app.config;

import org.jspecify.annotations.Nullable;

/**
 * Where API and pages are served.
 *
 * @param port 0 for any free one
 * @param token what they ask for; null if the file has none
 */
public record HttpConfig(String bind, int port, @Nullable Secret token) {}
