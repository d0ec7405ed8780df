package dev.reconciler.cdc.apply;

import java.util.List;

/** A slice's changes to write, in source order, and every key that it touched. */
record RoutedSlice(List<Routed> writes, Touched touched) {}
