package dev.reconciler.endpoint.engine;

/**
 * The names under which a server keeps what a stream needs; an engine that keeps less uses fewer of them.
 *
 * @param slot the stream's place in the log
 * @param publication the set of tables whose changes are in the stream
 */
public record StreamNames(String slot, String publication) {}
