/** Puts a pipeline's jobs together, and starts, resumes and ends their runs. */
@NullMarked
package dev.reconciler.run.service;

import org.jspecify.annotations.NullMarked;
