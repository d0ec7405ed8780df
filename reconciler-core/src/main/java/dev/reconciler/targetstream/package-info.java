/** The stream from the target: the record of each key's writers there, with its use for findings and their causes. */
@NullMarked
package dev.reconciler.targetstream;

import org.jspecify.annotations.NullMarked;
