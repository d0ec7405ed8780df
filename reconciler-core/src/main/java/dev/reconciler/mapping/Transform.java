package dev.reconciler.mapping;

import org.jspecify.annotations.Nullable;

/**
 * A conversion of a source column's value into a target column's value. Every transform has this Java rendering and one in SQL
 * per dialect; both give the same bytes.
 */
public sealed interface Transform {
    Transform DIRECT = new Direct();

    /** @param text the source value's text form; null is SQL NULL */
    @Nullable
    String apply(@Nullable String text);

    <T> T accept(Visitor<T> visitor);

    /** One answer for each kind of transform. */
    interface Visitor<T> {
        T direct();

        T lowercase();

        T uppercase();

        T trim();

        T constant(Constant constant);

        T orElse(Default orElse);

        T nullIf(NullIf nullIf);
    }

    record Direct() implements Transform {
        @Override
        public @Nullable String apply(@Nullable String text) {
            return text;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.direct();
        }
    }

    /** ASCII letters only, so that no engine's or platform's locale matters. */
    record Lowercase() implements Transform {
        @Override
        public @Nullable String apply(@Nullable String text) {
            return text == null ? null : AsciiCase.lower(text);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.lowercase();
        }
    }

    /** ASCII letters only, so that no engine's or platform's locale matters. */
    record Uppercase() implements Transform {
        @Override
        public @Nullable String apply(@Nullable String text) {
            return text == null ? null : AsciiCase.upper(text);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.uppercase();
        }
    }

    /** Removes spaces (U+0020) at both ends, no other characters. */
    record Trim() implements Transform {
        @Override
        public @Nullable String apply(@Nullable String text) {
            if (text == null) {
                return null;
            }
            int from = 0;
            int to = text.length();
            while (from < to && text.charAt(from) == ' ') {
                from++;
            }
            while (to > from && text.charAt(to - 1) == ' ') {
                to--;
            }
            return text.substring(from, to);
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.trim();
        }
    }

    /** The same value in every row; the source column is not read. */
    record Constant(@Nullable String value) implements Transform {
        @Override
        public @Nullable String apply(@Nullable String text) {
            return value;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.constant(this);
        }
    }

    /** {@code value} where the source has NULL. */
    record Default(String value) implements Transform {
        @Override
        public String apply(@Nullable String text) {
            return text == null ? value : text;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.orElse(this);
        }
    }

    /** NULL where the source has exactly this text. */
    record NullIf(String value) implements Transform {
        @Override
        public @Nullable String apply(@Nullable String text) {
            return value.equals(text) ? null : text;
        }

        @Override
        public <T> T accept(Visitor<T> visitor) {
            return visitor.nullIf(this);
        }
    }
}
