/** The score of the daemon: injected drift compared with its findings, computed from plain values. */
@NullMarked
package dev.reconciler.bench.lab.score;

import org.jspecify.annotations.NullMarked;
