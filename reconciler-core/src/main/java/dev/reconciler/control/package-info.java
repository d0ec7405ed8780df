/** The common base of the control database's stores: its schema, its engine's SQL, pages, and refused changes. */
@NullMarked
package dev.reconciler.control;

import org.jspecify.annotations.NullMarked;
