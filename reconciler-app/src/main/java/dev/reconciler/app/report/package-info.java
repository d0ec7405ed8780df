/** Reports as documents: their words, tables and charts, independent of the format that shows them. */
@NullMarked
package dev.reconciler.app.report;

import org.jspecify.annotations.NullMarked;
