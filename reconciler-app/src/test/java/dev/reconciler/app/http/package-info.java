/** How the API answers, as scripts see it. */
@NullMarked
package dev.reconciler.app.http;

import org.jspecify.annotations.NullMarked;
