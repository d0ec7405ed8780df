/** Who may call: the bearer token, sessions of people who logged in with it, and what every answer forbids the browser. */
@NullMarked
package dev.reconciler.app.security;

import org.jspecify.annotations.NullMarked;
