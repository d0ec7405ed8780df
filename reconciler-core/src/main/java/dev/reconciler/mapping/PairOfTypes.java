package dev.reconciler.mapping;

import dev.reconciler.schema.ColumnType;
import java.util.List;

/**
 * The decision, before a pipeline starts, whether a target column can hold the values of a source column that is mapped without a
 * transform. It depends on the types alone. No outcome lets a value change without notice.
 */
public sealed interface PairOfTypes {
    /** Each value is stored, and read back equal. */
    record Lossless() implements PairOfTypes {}

    /**
     * Each value is stored unchanged, except some. A write of one of these is rejected, or the target's other value is reported as a
     * difference.
     *
     * @param misfits these values
     */
    record Partial(List<Misfit> misfits) implements PairOfTypes {
        public Partial {
            misfits = List.copyOf(misfits);
        }

        /** Descriptions of the values, in plural. */
        public List<String> exceptions() {
            return misfits.stream().map(Misfit::description).toList();
        }
    }

    /**
     * Times are rounded to this number of digits of a second, and are compared as rounded.
     *
     * @param misfits as those of {@link Partial}; empty for none
     */
    record Rounded(int digits, List<Misfit> misfits) implements PairOfTypes {
        public Rounded {
            misfits = List.copyOf(misfits);
        }

        /** Descriptions of the values, in plural. */
        public List<String> exceptions() {
            return misfits.stream().map(Misfit::description).toList();
        }
    }

    /** The pair must not be mapped directly. @param problem the reason and the fix */
    record Refused(String problem) implements PairOfTypes {}

    static PairOfTypes of(ColumnType source, ColumnType target) {
        return PairRules.decide(source, target);
    }
}
