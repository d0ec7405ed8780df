package dev.reconciler.app.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a connection is protected.
 *
 * @param mode as libpq names it: disable, allow, prefer, require, verify-ca, verify-full
 * @param rootCertificate PEM file of the authority; null for the driver's default
 */
public record SslConfig(String mode, @Nullable Path rootCertificate) {}
