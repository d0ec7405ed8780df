/** Tests of the contract with scripts: exit codes, and the contents of standard output and standard error. */
@NullMarked
package dev.reconciler.app.cli;

import org.jspecify.annotations.NullMarked;
