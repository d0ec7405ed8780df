/** What a stream from the target tells of writes there, and what follows from it for findings and their causes. */
@NullMarked
package dev.reconciler.verify.target;

import org.jspecify.annotations.NullMarked;
