package dev.reconciler.verify.checksum;

/** Which digest method is asked for. */
public enum DigestSetting {
    /** The native one for each table for which both servers give the same known answers. */
    AUTO,
    /** The native one for each table that has one on both servers, whatever they answer. */
    NATIVE,
    CANONICAL
}
