package dev.reconciler.app.config;

/** Names of what the daemon makes on the source. */
public record StreamConfig(String slot, String publication) {}
