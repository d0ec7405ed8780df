/** YAML files as trees that know the line and column of every setting. */
@NullMarked
package dev.reconciler.yaml;

import org.jspecify.annotations.NullMarked;
