@NullMarked
package dev.reconciler.verify.changes;

import org.jspecify.annotations.NullMarked;
