package dev.reconciler.endpoint.engine;

/**
 * The names of a stream's objects on the server; an engine with fewer objects uses fewer names.
 *
 * @param slot the stream's place in the log
 * @param publication the set of tables whose changes are in the stream
 */
public record StreamNames(String slot, String publication) {}
