@NullMarked
package dev.reconciler.verify.target.internal;

import org.jspecify.annotations.NullMarked;
