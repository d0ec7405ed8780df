/** The requirements on every engine, as abstract tests: an engine is complete once it has a subclass of each and they pass. */
@NullMarked
package dev.reconciler.contract;

import org.jspecify.annotations.NullMarked;
