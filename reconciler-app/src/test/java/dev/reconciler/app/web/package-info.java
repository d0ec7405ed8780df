/** The pages, in a browser. */
@NullMarked
package dev.reconciler.app.web;

import org.jspecify.annotations.NullMarked;
