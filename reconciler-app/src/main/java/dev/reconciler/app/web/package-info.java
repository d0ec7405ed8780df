/** The web pages: rendered on the server, usable without scripts, every value escaped. */
@NullMarked
package dev.reconciler.app.web;

import org.jspecify.annotations.NullMarked;
