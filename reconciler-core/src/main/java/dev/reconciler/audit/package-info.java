/** The audit log: an append-only hash chain of who changed what, which reveals any later edit. */
@NullMarked
package dev.reconciler.audit;

import org.jspecify.annotations.NullMarked;
