/** Words for people, whatever they are about: what was probably meant. */
@NullMarked
package dev.reconciler.text;

import org.jspecify.annotations.NullMarked;
