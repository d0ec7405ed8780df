/** Who changed what: an append-only chain of entries in which any later change shows. */
@NullMarked
package dev.reconciler.audit;

import org.jspecify.annotations.NullMarked;
