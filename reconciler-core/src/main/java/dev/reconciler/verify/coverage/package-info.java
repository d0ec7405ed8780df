/** Through which position each table, tenant and chunk is verified, and what can't be. */
@NullMarked
package dev.reconciler.verify.coverage;

import org.jspecify.annotations.NullMarked;
