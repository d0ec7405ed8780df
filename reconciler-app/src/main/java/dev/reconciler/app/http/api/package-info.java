/** The JSON API, health and metrics: one class per resource. */
@NullMarked
package dev.reconciler.app.http.api;

import org.jspecify.annotations.NullMarked;
