/** The HTTP server, what its routes need from the daemon, and how requests are read and refused. */
@NullMarked
package dev.reconciler.app.http;

import org.jspecify.annotations.NullMarked;
