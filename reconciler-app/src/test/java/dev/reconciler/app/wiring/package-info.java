/** How the parts are put together, where that is more than calling constructors. */
@NullMarked
package dev.reconciler.app.wiring;

import org.jspecify.annotations.NullMarked;
