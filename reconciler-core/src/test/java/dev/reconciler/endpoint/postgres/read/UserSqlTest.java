package dev.reconciler.endpoint.postgres.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By itself, without the driver's reading of the text that comes after it. */
@Tag("unit")
class UserSqlTest {
    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1 -- \r; COMMIT", "SELECT 1 -- \n; COMMIT", "SELECT 1 -- \r\n; COMMIT"})
    void aLineCommentEndsAtEitherLineBreak(String sql) {
        assertThat(UserSql.read(sql).problems()).singleElement().asString().contains("semicolon");
    }

    @Test
    void namesBeforeAParenthesisAreCalls() {
        UserSql sql =
                UserSql.read("SELECT a.b /* c */ (1), \"D\"(2), 'e' (3), f -- g\n(4), h FROM i WHERE $j$k(5)$j$ = ''");

        assertThat(sql.called()).containsExactly("b", "D", "f");
    }

    @Test
    void aContinuedEscapeStringIsRefusedSinceItsRestIsReadByOtherRules() {
        assertThat(UserSql.read("SELECT E'a'\n'b'").problems())
                .singleElement()
                .asString()
                .contains("continued");
        assertThat(UserSql.read("SELECT E'a', 'b'").problems()).isEmpty();
    }
}
