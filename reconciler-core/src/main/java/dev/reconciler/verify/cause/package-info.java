/** Why a difference is there: rules that conclude from evidence, and the facts they look at. */
@NullMarked
package dev.reconciler.verify.cause;

import org.jspecify.annotations.NullMarked;
