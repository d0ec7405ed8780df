@NullMarked
package dev.reconciler.ledger.target.internal;

import org.jspecify.annotations.NullMarked;
