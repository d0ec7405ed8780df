/** One YAML file becomes immutable, complete settings, or every problem in it with its line and its fix. */
@NullMarked
package dev.reconciler.app.config;

import org.jspecify.annotations.NullMarked;
