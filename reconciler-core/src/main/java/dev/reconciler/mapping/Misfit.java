package dev.reconciler.mapping;

import dev.reconciler.schema.SpecialValue;
import java.math.BigDecimal;
import java.util.List;

/** Values of a source column's type that the target column's type can't hold unchanged. */
public sealed interface Misfit {
    /** In plural, for messages. */
    String description();

    /**
     * Numbers outside of the target's range.
     *
     * @param low the least number of the target; its scale is the target's
     * @param high the greatest one
     */
    record OutOfRange(BigDecimal low, BigDecimal high, String target) implements Misfit {
        @Override
        public String description() {
            return "numbers beyond the range of " + target;
        }
    }

    record Negative() implements Misfit {
        @Override
        public String description() {
            return "negative numbers";
        }
    }

    record Fraction(int digits) implements Misfit {
        @Override
        public String description() {
            return "numbers with more than " + digits + " digits after the point";
        }
    }

    /** @param bytes true if the length counts bytes */
    record TextLength(int length, boolean bytes, String target) implements Misfit {
        @Override
        public String description() {
            return "texts that are longer than " + target + " takes";
        }
    }

    record Characters(String charset) implements Misfit {
        @Override
        public String description() {
            return "texts with characters that " + charset + " lacks";
        }
    }

    /** @param labels of the target */
    record Labels(List<String> labels, boolean several) implements Misfit {
        public Labels {
            labels = List.copyOf(labels);
        }

        @Override
        public String description() {
            return "texts that are no label of the target" + (several ? ", or unsorted" : "");
        }
    }

    record ExactBytes(int length) implements Misfit {
        @Override
        public String description() {
            return "values of another length than " + length + " bytes";
        }
    }

    record Bytes(int length) implements Misfit {
        @Override
        public String description() {
            return "values of more than " + length + " bytes";
        }
    }

    record Special(SpecialValue value) implements Misfit {
        @Override
        public String description() {
            return value.description();
        }
    }
}
