/** Reads one YAML file into immutable settings with all defaults, or reports every problem in it with its line and its fix. */
@NullMarked
package dev.reconciler.app.config;

import org.jspecify.annotations.NullMarked;
