/** Source changes as the applier sees them, free of any connector's types. Records, enums and sealed interfaces only. */
@NullMarked
package dev.reconciler.cdc.change;

import org.jspecify.annotations.NullMarked;
