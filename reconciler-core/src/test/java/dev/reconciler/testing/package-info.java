/** Fixtures that the tests of every module and the benchmarks share: real servers, started on demand. */
@NullMarked
package dev.reconciler.testing;

import org.jspecify.annotations.NullMarked;
