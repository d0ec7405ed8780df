/** The stream from the target: the record of who wrote which key there, and what follows for findings and their causes. */
@NullMarked
package dev.reconciler.targetstream;

import org.jspecify.annotations.NullMarked;
