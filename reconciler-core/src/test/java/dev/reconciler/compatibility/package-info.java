/** Tests of the compatibility of schemas. */
@NullMarked
package dev.reconciler.compatibility;

import org.jspecify.annotations.NullMarked;
