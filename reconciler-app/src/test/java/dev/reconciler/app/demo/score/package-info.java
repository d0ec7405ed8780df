/** What counts as found, explained and lost, tested. */
@NullMarked
package dev.reconciler.app.demo.score;

import org.jspecify.annotations.NullMarked;
