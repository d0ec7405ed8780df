@NullMarked
package dev.reconciler.verify.stream;

import org.jspecify.annotations.NullMarked;
