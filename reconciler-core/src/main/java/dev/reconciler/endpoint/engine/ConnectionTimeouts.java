package dev.reconciler.endpoint.engine;

import java.time.Duration;

/**
 * Time limits of the connections to one database.
 *
 * @param connect the limit for connecting, and for getting a free connection from a pool
 * @param socket the time without data from the server after which a connection is closed. Without it, a statement would wait
 *     forever for a server that has vanished
 */
public record ConnectionTimeouts(Duration connect, Duration socket) {}
