/** Rules about permitted dependencies, checked on the compiled classes of all modules. */
@NullMarked
package dev.reconciler.arch;

import org.jspecify.annotations.NullMarked;
