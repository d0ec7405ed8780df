package dev.reconciler.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class PortableDefaultTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "5 | '5'::integer",
                "5 | (5)",
                "-1 | '-1'::integer",
                "(-1) | -1",
                "0 | 0.00",
                "'0.50' | 0.5",
                "1 | b'1'",
                "1 | true",
                "0 | false",
                "'new' | 'new'::character varying",
                "'new' | 'new'::character varying(20)",
                "'new' | ('new'::text)",
                "'new' | _utf8mb4'new'",
                "'new' | 'new'::order_state2",
                "'new' | 'new'::\"Sales\".\"State\"",
                "'it''s' | 'it''s'::text",
                "')' | (')')",
                "'a' | 'a'::text[]",
                "1.5 | 1.50::numeric(10,2)",
                "now() | CURRENT_TIMESTAMP",
                "now() | current_timestamp(6)",
                "now() | (now())",
                "now() | LOCALTIMESTAMP",
                "NULL | NULL::character varying"
            })
    void spellingsOfOneMeaningAreEqual(String one, String other) {
        assertThat(PortableDefault.of(one)).isEqualTo(PortableDefault.of(other));
        assertThat(PortableDefault.of(one).isPortable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "5 | 6",
                "'a' | 'A'",
                "'' | NULL",
                "0 | NULL",
                "'now()' | now()",
                "1 | -1",
                "'a' | 'a '",
                "uuid() | now()"
            })
    void differentMeaningsDiffer(String one, String other) {
        assertThat(PortableDefault.of(one)).isNotEqualTo(PortableDefault.of(other));
    }

    @Test
    void noDefaultIsThatOfNull() {
        assertThat(PortableDefault.of(null)).isEqualTo(PortableDefault.of("NULL"));
        assertThat(PortableDefault.of(null).sql(null)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'it''s'::text | | 'it''s'",
                "5 | | '5'",
                "true | | '1'",
                "now() | | CURRENT_TIMESTAMP",
                "now() | 3 | CURRENT_TIMESTAMP(3)",
                "uuid() | |"
            })
    void sqlOfAnyEngineKeepsTheMeaning(String sql, Integer fraction, String portable) {
        assertThat(PortableDefault.of(sql).sql(fraction)).isEqualTo(portable);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"nextval('q'::regclass)", "gen_random_uuid()", "(uuid())", "lower('A'::text)", "(1 + 2)"})
    void otherExpressionsAreNotPortable(String sql) {
        assertThat(PortableDefault.of(sql).isPortable()).isFalse();
    }
}
