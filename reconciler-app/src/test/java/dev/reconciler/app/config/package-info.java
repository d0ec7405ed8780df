/** Tests of the settings' contract: defaults, and every error with its line. */
@NullMarked
package dev.reconciler.app.config;

import org.jspecify.annotations.NullMarked;
