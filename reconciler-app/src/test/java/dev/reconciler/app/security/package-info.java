/** Tokens and sessions. */
@NullMarked
package dev.reconciler.app.security;

import org.jspecify.annotations.NullMarked;
