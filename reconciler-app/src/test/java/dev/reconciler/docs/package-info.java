/** Tests that compare the documentation with the code. */
@NullMarked
package dev.reconciler.docs;

import org.jspecify.annotations.NullMarked;
