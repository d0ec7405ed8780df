package dev.reconciler.cdc.apply;

import dev.reconciler.cdc.change.ChangeEvent;
import dev.reconciler.cdc.change.SourceTransaction;
import java.util.List;

/** A source transaction's changes, or the part of a large one that fits into memory, with the transaction's number. */
record Slice(SourceTransaction transaction, long sequence, List<ChangeEvent> events) {}
