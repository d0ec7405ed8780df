/** Compatibility of a target's schema with the source's under the mapping: differences, their effects, and remedies. */
@NullMarked
package dev.reconciler.compatibility;

import org.jspecify.annotations.NullMarked;
