/** What was injected against what was found: the demo's verdict on the product, computed from plain values. */
@NullMarked
package dev.reconciler.bench.demo.score;

import org.jspecify.annotations.NullMarked;
