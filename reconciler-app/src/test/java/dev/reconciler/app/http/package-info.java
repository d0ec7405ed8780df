/** The API's answers to scripts. */
@NullMarked
package dev.reconciler.app.http;

import org.jspecify.annotations.NullMarked;
