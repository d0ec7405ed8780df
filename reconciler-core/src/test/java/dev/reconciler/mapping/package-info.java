/** Tests of mappings. */
@NullMarked
package dev.reconciler.mapping;

import org.jspecify.annotations.NullMarked;
