/** The identity of the mapped tables in each server's catalogs, and the changes of it that no event tells. */
@NullMarked
package dev.reconciler.relation;

import org.jspecify.annotations.NullMarked;
