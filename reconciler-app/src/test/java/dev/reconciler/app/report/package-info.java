@NullMarked
package dev.reconciler.app.report;

import org.jspecify.annotations.NullMarked;
