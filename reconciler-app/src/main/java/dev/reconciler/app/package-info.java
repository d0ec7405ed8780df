/** The daemon, its command line and its web pages: the interfaces for operators and other programs. */
@NullMarked
package dev.reconciler.app;

import org.jspecify.annotations.NullMarked;
