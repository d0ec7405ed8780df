/** Changes of source tables' definitions: noticed, recorded as SCHEMA_DRIFT, and healed; comparisons of both schemas. */
@NullMarked
package dev.reconciler.app.drift;

import org.jspecify.annotations.NullMarked;
