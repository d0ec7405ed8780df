package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.postgres.ValueHash;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.schema.Side;
import java.util.ArrayList;
import java.util.List;

/**
 * A row's hash of 64 bits by PostgreSQL's own functions: the hash of each value is the seed of the next ({@link ValueHash}). The
 * lower half of the row's hash is 0.
 *
 * <p>PostgreSQL's hash of a whole row ({@code hash_record_extended}) can't be used. It is linear over the columns, so a sum over
 * rows doesn't change when two rows swap the values of one column. Here a value's hash depends on all values before it and is
 * hashed again with each value after it. The argument:
 *
 * <ol>
 *   <li><b>Rows that differ have different hashes.</b> After the first column in which they differ, their hashes differ. Each
 *       later step keeps them different, because it hashes two different seeds. At each step two hashes are equal by chance:
 *       2^-64.
 *   <li><b>Place counts.</b> Two columns that swap their values, or a value that moves to another column, make a row that differs
 *       from the first column on that changed. A null is a constant at its place. No encodings are joined, so no value runs
 *       together with its neighbour.
 *   <li><b>Sums of different rows are different.</b> When two rows swap the values of a column, four different rows are involved,
 *       two on each side, so there are four different hashes. No step adds anything to a hash that another column or row could
 *       take away, so the sums are equal by chance: 2^-64.
 * </ol>
 *
 * <p>So a chunk that differs seems to agree with a probability of at most (3 x columns + 1) x 2^-64, as a value is hashed three
 * times at most: once in 10^16 such chunks of a table with a hundred columns. This is a probability over data that was not chosen
 * to collide. The functions and the seeds are known, so a person who chooses values on purpose can make two rows with one hash; a
 * canonical digest, of 128 bits of MD5, makes this harder.
 */
record NativeHash(List<ValueHash> values) implements HashSql {
    /** Any number. */
    private static final long SEED = 2691051350231083163L;

    /**
     * Each function call is an argument of the next. The server's stack ({@code max_stack_depth}) bears about 1,600 of them, which is
     * the largest number of columns, too.
     */
    private static final int NESTED = 64;

    NativeHash(MappedTable table, Side side) {
        this(table.compared().stream().map(column -> ValueHash.of(column, side)).toList());
    }

    /** Groups of columns, each with another seed, are hashed by themselves. */
    @Override
    public String perRow() {
        List<String> groups = new ArrayList<>();
        for (int from = 0; from < values.size(); from += NESTED) {
            String hash = Long.toString(SEED - from);
            for (ValueHash value : values.subList(from, Math.min(values.size(), from + NESTED))) {
                hash = value.after(hash);
            }
            groups.add(hash);
        }
        return ValueHash.combined(groups);
    }

    @Override
    public String high(String computed) {
        return computed;
    }

    @Override
    public String low(String computed) {
        return "0";
    }

    /** The sums use it once, so no fence is needed. */
    @Override
    public String fence() {
        return "";
    }

    @Override
    public String sums(String computed) {
        return "sum(" + computed + "), 0::numeric";
    }
}
