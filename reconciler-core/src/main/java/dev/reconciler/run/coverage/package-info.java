/** What runs may put on record of chunks, tables and tenants. */
@NullMarked
package dev.reconciler.run.coverage;

import org.jspecify.annotations.NullMarked;
