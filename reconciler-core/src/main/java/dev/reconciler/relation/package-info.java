/** The identity of the mapped tables in each server's catalogs, and changes of it that produce no event. */
@NullMarked
package dev.reconciler.relation;

import org.jspecify.annotations.NullMarked;
