package dev.reconciler.app.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Settings of business rules.
 *
 * @param directory the folder of the rules; null if the file says {@code rules: none}
 * @param user the role under which their queries run on each side; null for the role of the connection
 */
public record RulesConfig(
        @Nullable Path directory, @Nullable String user) {}
