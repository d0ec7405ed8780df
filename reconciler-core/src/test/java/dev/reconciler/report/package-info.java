@NullMarked
package dev.reconciler.report;

import org.jspecify.annotations.NullMarked;
