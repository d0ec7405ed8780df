/** What counts as found, explained and lost, tested. */
@NullMarked
package dev.reconciler.bench.demo.score;

import org.jspecify.annotations.NullMarked;
