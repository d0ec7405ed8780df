@NullMarked
package dev.reconciler.verify.target;

import org.jspecify.annotations.NullMarked;
