/** The canary job on real servers: what it must find, what it must leave alone. */
@NullMarked
package dev.reconciler.app.canary;

import org.jspecify.annotations.NullMarked;
