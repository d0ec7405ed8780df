/** The contract of column types between all pairs of engines: one table of cases, and the page that lists the outcomes. */
@NullMarked
package dev.reconciler.types;

import org.jspecify.annotations.NullMarked;
