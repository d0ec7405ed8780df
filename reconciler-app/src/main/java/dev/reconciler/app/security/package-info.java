/** Access control: the bearer token, sessions of people who logged in with it, and the security headers of every response. */
@NullMarked
package dev.reconciler.app.security;

import org.jspecify.annotations.NullMarked;
