/** The demo's databases, load and drift, tested. */
@NullMarked
package dev.reconciler.app.demo.internal;

import org.jspecify.annotations.NullMarked;
