/** The tables of the configuration file, resolved against the catalogs of both databases. */
@NullMarked
package dev.reconciler.app.mapping;

import org.jspecify.annotations.NullMarked;
