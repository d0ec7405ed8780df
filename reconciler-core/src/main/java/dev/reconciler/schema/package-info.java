/** Tables as the live catalogs describe them. */
@NullMarked
package dev.reconciler.schema;

import org.jspecify.annotations.NullMarked;
