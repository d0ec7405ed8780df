/** Threads of the daemon and repeated work on them: a failure becomes a standing problem, an Error ends the process. */
@NullMarked
package dev.reconciler.app.background;

import org.jspecify.annotations.NullMarked;
