package dev.reconciler.row;

import java.util.Set;

/**
 * Sets of keys by hash. Each key is in exactly one of {@link #COUNT} buckets, which its canonical value alone decides, so that both
 * sides of a pair agree on it, whatever their collations: the first two bytes of the MD5 of {@link RowKey#lengthPrefixed}.
 *
 * @param numbers of the buckets, from 0
 */
public record KeyBuckets(Set<Integer> numbers) implements KeySpan {
    public static final int COUNT = 1 << 16;

    private static final int SHIFT = Long.SIZE - 16;

    public KeyBuckets {
        numbers = Set.copyOf(numbers);
    }

    /** The number of the key's bucket. */
    public static int of(RowKey key) {
        return (int) (CanonicalEncoding.hash(key.lengthPrefixed()).high() >>> SHIFT);
    }

    public boolean contains(RowKey key) {
        return numbers.contains(of(key));
    }

    @Override
    public boolean contains(KeyOrder order, RowKey key) {
        return contains(key);
    }
}
