/** The canary job on real servers: the differences that it must find, and the rows that it must not touch. */
@NullMarked
package dev.reconciler.app.canary;

import org.jspecify.annotations.NullMarked;
