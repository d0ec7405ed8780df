@NullMarked
package dev.reconciler.targetstream;

import org.jspecify.annotations.NullMarked;
