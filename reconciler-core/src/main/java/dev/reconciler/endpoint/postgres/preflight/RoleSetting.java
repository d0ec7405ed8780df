package dev.reconciler.endpoint.postgres.preflight;

/**
 * A setting of the role or of the database that the product's own sessions override.
 *
 * @param value as the server prints it, with its unit
 * @param origin where it is set: {@code database}, {@code user} or {@code database user}
 */
public record RoleSetting(String name, String value, String origin) {}
