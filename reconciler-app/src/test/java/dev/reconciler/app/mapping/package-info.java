/** Mappings of the configuration file. */
@NullMarked
package dev.reconciler.app.mapping;

import org.jspecify.annotations.NullMarked;
