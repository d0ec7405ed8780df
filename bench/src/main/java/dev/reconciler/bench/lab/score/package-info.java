/** The verdict on the daemon: what was injected against what it found, computed from plain values. */
@NullMarked
package dev.reconciler.bench.lab.score;

import org.jspecify.annotations.NullMarked;
