/** Text keys of PostgreSQL in targets whose collations compare them otherwise. */
@NullMarked
package dev.reconciler.cdc.textkey;

import org.jspecify.annotations.NullMarked;
