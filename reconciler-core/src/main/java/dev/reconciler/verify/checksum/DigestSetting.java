package dev.reconciler.verify.checksum;

/** The configured digest method. */
public enum DigestSetting {
    /** The native method for each table for which both servers give the same known answers. */
    AUTO,
    /** The native method for each table that has one on both servers, regardless of their known answers. */
    NATIVE,
    CANONICAL
}
