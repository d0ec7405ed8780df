@NullMarked
package dev.reconciler.app.digest;

import org.jspecify.annotations.NullMarked;
