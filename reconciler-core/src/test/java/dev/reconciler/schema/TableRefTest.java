package dev.reconciler.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class TableRefTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "orders | public | orders | public.orders",
                "Sales.Order lines | Sales | Order lines | Sales.Order lines",
                "\"a.b\".\"c.d\" | a.b | c.d | \"a.b\".\"c.d\"",
                "\"public\".orders | public | orders | public.orders",
                "x.\"say \"\"hi\"\"\" | x | say \"hi\" | x.\"say \"\"hi\"\"\"",
                "\"dotted.name\" | public | dotted.name | public.\"dotted.name\""
            },
            delimiter = '|')
    void aNameIsReadAsInSqlAndWrittenSoThatItIsReadTheSame(String text, String schema, String name, String written) {
        TableRef table = TableRef.parse(text, "public");

        assertThat(table).isEqualTo(new TableRef(schema, name));
        assertThat(table).hasToString(written);
        assertThat(TableRef.parse(written, "public")).isEqualTo(table);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "a.", ".a", "a.b.c", "\"a", "\"a\"b", "\"a\".", "\"\"", "a.\"b\"c"})
    void whatIsNoNameIsRefused(String text) {
        assertThat(TableRef.isName(text)).isFalse();
        assertThatThrownBy(() -> TableRef.parse(text, "public")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyNameIsReadAsItIsWritten() {
        for (String part : new String[] {"a", "a.b", "\"", "\"a\"", "a\"b", "ä b", "."}) {
            TableRef table = new TableRef(part, part);
            assertThat(TableRef.parse(table.toString(), "public")).isEqualTo(table);
        }
    }
}
