/** The whole pipeline between two real servers, under load, late visibility, crashes and outages. */
@NullMarked
package dev.reconciler.app.reliability;

import org.jspecify.annotations.NullMarked;
