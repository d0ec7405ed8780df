/** Transforms of source values into target values: the Java rendering of each, with which every SQL rendering agrees. */
@NullMarked
package dev.reconciler.mapping.transform;

import org.jspecify.annotations.NullMarked;
