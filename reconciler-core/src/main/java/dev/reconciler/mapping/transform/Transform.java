package dev.reconciler.mapping.transform;

import dev.reconciler.row.InvalidValue;
import dev.reconciler.row.LogicalType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversion of source values of a row into the value of a target column. Every transform has this Java rendering. Where an engine
 * has one in SQL, both give the same bytes.
 */
public sealed interface Transform permits OneToOne, Transform.Constant, Concat, Expression {
    Transform DIRECT = new Direct();

    /**
     * The target's value in text form; null is SQL NULL.
     *
     * @param values of the mapped source columns, in their order
     * @param to the target column's type
     * @return an {@link InvalidValue} if there is none
     */
    @Nullable
    String apply(List<SourceValue> values, LogicalType to);

    /**
     * Returns whether rows with different values never get the same value, other than NULL. If not, a unique index of the target may
     * reject rows that the source accepts.
     */
    boolean isInjective();

    <T> T accept(Visitor<T> visitor);

    /** One answer for each kind of transform, so that a rendering which lacks one does not compile. */
    interface Visitor<T> {
        T direct(Direct direct);

        T lowercase(Lowercase lowercase);

        T uppercase(Uppercase uppercase);

        T trim(Trim trim);

        T constant(Constant constant);

        T orElse(Default orElse);

        T nullIf(NullIf nullIf);

        T lookup(Lookup lookup);

        T lookupTable(LookupTable lookup);

        T utc(Utc utc);

        T cast(Cast cast);

        T rocDate(RocDate rocDate);

        T hash(Hash hash);

        T regexReplace(RegexReplace regexReplace);

        T split(Split split);

        T concat(Concat concat);

        T expression(Expression expression);
    }

    record Direct() implements OneToOne {
        @Override
        public @Nullable String apply(SourceValue value, LogicalType to) {
            return value.text();
        }

        @Override
        public boolean isInjective() {
            return true;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.direct(this);
        }
    }

    /** A function of the value's text that gives the same text for several values. */
    sealed interface OfText extends OneToOne {
        String of(String text);

        @Override
        default @Nullable String apply(SourceValue value, LogicalType to) {
            String text = value.canonical();
            return text == null ? null : of(text);
        }

        @Override
        default boolean isInjective() {
            return false;
        }
    }

    /** ASCII letters only, so that no engine's or platform's locale matters. */
    record Lowercase() implements OfText {
        @Override
        public String of(String text) {
            return AsciiCase.lower(text);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.lowercase(this);
        }
    }

    /** ASCII letters only, so that no engine's or platform's locale matters. */
    record Uppercase() implements OfText {
        @Override
        public String of(String text) {
            return AsciiCase.upper(text);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.uppercase(this);
        }
    }

    /** Removes spaces (U+0020) at both ends, no other characters. */
    record Trim() implements OfText {
        @Override
        public String of(String text) {
            return Spaces.trim(text);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.trim(this);
        }
    }

    /** The same value in every row; no source column is read. */
    record Constant(@Nullable String value) implements Transform {
        @Override
        public @Nullable String apply(List<SourceValue> values, LogicalType to) {
            return value;
        }

        @Override
        public boolean isInjective() {
            return false;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.constant(this);
        }
    }

    /** {@code value} where the source has NULL. */
    record Default(String value) implements OneToOne {
        @Override
        public String apply(SourceValue source, LogicalType to) {
            String text = source.text();
            return text == null ? value : text;
        }

        @Override
        public boolean isInjective() {
            return false; // a unique index allows NULL many times, and the value once
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.orElse(this);
        }
    }

    /** NULL where the source has this value, by canonical form: {@code 0} of a {@code numeric(5,2)} is 0.00 too. */
    record NullIf(String value) implements OneToOne {
        @Override
        public @Nullable String apply(SourceValue source, LogicalType to) {
            return source.text() == null || source.type().canonical(value).equals(source.canonical())
                    ? null
                    : source.text();
        }

        @Override
        public boolean isInjective() {
            return true;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.nullIf(this);
        }
    }
}
