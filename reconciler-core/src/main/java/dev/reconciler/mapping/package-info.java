/** Mappings of source tables to target tables: columns, transforms, keys, and the tenant scope and row filters of every query. */
@NullMarked
package dev.reconciler.mapping;

import org.jspecify.annotations.NullMarked;
