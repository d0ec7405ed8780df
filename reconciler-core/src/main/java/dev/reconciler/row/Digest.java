package dev.reconciler.row;

/**
 * A digest of a set of rows: their number and the sum of each half of their hashes, modulo 2^64. A sum, not XOR, so that
 * duplicates don't cancel; additive, so that rows can be taken out again.
 */
public record Digest(long count, long high, long low) {
    public static final Digest EMPTY = new Digest(0, 0, 0);

    public Digest plus(Digest other) {
        return new Digest(count + other.count, high + other.high, low + other.low);
    }

    public Digest plus(RowHash hash) {
        return new Digest(count + 1, high + hash.high(), low + hash.low());
    }

    public Digest minus(Digest other) {
        return new Digest(count - other.count, high - other.high, low - other.low);
    }

    public Digest minus(RowHash hash) {
        return new Digest(count - 1, high - hash.high(), low - hash.low());
    }
}
