/** The daemon, its command line and its web pages: what a person or another program talks to. */
@NullMarked
package dev.reconciler.app;

import org.jspecify.annotations.NullMarked;
