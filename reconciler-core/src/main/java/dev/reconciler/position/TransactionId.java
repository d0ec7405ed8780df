package dev.reconciler.position;

/** A source transaction's identity as its stream names it: PostgreSQL, the 32-bit xid in decimal; MySQL, the GTID. */
public record TransactionId(String text) {}
