/** Text from and for people: times, durations and names of constants, suggestions for misspelled names, and visible forms of invisible characters. */
@NullMarked
package dev.reconciler.text;

import org.jspecify.annotations.NullMarked;
