/** Real MySQL and MariaDB servers for tests, from Debian packages that are unpacked once and never installed. */
@NullMarked
package dev.reconciler.testing.mysql;

import org.jspecify.annotations.NullMarked;
