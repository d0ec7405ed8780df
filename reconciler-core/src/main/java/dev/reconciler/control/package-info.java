/** What every store of the control database shares: its schema, the SQL of its engine, pages, and how changes are refused. */
@NullMarked
package dev.reconciler.control;

import org.jspecify.annotations.NullMarked;
