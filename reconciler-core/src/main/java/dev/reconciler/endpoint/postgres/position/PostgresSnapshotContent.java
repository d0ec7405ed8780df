package dev.reconciler.endpoint.postgres.position;

import dev.reconciler.position.SnapshotContent;
import dev.reconciler.position.TransactionId;
import java.util.Arrays;

/**
 * The content of a PostgreSQL snapshot, from {@code pg_current_snapshot()}: 64-bit ids. The stream's ids are their lower 32
 * bits; they are widened to the value nearest to {@code xmax}, which is exact while less than 2^31 transactions lie between.
 *
 * @param inProgress sorted; ids between xmin and xmax that had not finished
 */
public record PostgresSnapshotContent(long xmin, long xmax, long[] inProgress) implements SnapshotContent {
    /**
     * Reads {@code xmin:xmax:xip,xip}.
     *
     * @throws IllegalArgumentException if the text is no pg_snapshot
     */
    public static PostgresSnapshotContent parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a pg_snapshot: '" + text + "'");
        }
        long[] running = parts[2].isEmpty()
                ? new long[0]
                : Arrays.stream(parts[2].split(","))
                        .mapToLong(Long::parseLong)
                        .sorted()
                        .toArray();
        return new PostgresSnapshotContent(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
    }

    @Override
    public boolean contains(TransactionId transaction) {
        long id = widen(Long.parseLong(transaction.text()));
        return id < xmin || (id < xmax && Arrays.binarySearch(inProgress, id) < 0);
    }

    /** The 64-bit id whose lower half is that of {@code id} and which lies nearest to xmax. */
    public long widen(long id) {
        long low = id & 0xFFFFFFFFL;
        return xmax + (int) (low - (xmax & 0xFFFFFFFFL));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PostgresSnapshotContent that
                && xmin == that.xmin
                && xmax == that.xmax
                && Arrays.equals(inProgress, that.inProgress);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new long[] {xmin, xmax, Arrays.hashCode(inProgress)});
    }

    @Override
    public String toString() {
        return xmin + ":" + xmax + ":"
                + String.join(
                        ",", Arrays.stream(inProgress).mapToObj(Long::toString).toList());
    }
}
