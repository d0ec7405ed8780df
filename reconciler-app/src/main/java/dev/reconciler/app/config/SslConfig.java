package dev.reconciler.app.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS settings of a connection.
 *
 * @param mode one of libpq's: disable, allow, prefer, require, verify-ca, verify-full
 * @param rootCertificate the authority's PEM file; null for the driver's default
 */
public record SslConfig(String mode, @Nullable Path rootCertificate) {}
