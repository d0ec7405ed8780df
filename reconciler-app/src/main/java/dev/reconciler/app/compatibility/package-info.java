/** The schemas of a configuration's databases, or of two files, read and compared. */
@NullMarked
package dev.reconciler.app.compatibility;

import org.jspecify.annotations.NullMarked;
