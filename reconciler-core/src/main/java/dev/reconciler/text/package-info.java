/** Words for people, whatever they are about: what was probably meant, and what they would not see. */
@NullMarked
package dev.reconciler.text;

import org.jspecify.annotations.NullMarked;
