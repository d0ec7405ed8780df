/** The ports that a database engine implements, one interface per task; found by kind, so that no caller names an engine. */
@NullMarked
package dev.reconciler.endpoint.engine;

import org.jspecify.annotations.NullMarked;
