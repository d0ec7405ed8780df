/** What would keep a pipeline from running, found before it starts; only reads. */
@NullMarked
package dev.reconciler.app.check;

import org.jspecify.annotations.NullMarked;
