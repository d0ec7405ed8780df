/** Text for people: suggestions for misspelled names, and visible forms of invisible characters. */
@NullMarked
package dev.reconciler.text;

import org.jspecify.annotations.NullMarked;
