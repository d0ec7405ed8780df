/** Reading either database inside a snapshot. Nothing here can write user data. */
@NullMarked
package dev.reconciler.endpoint.read;

import org.jspecify.annotations.NullMarked;
