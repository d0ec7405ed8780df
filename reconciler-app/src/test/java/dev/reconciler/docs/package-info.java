/** What the documentation says, held against what there is. */
@NullMarked
package dev.reconciler.docs;

import org.jspecify.annotations.NullMarked;
