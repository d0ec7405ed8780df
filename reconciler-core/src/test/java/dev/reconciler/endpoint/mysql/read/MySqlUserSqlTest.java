package dev.reconciler.endpoint.mysql.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By itself, without the server that reads the text after it. */
@Tag("unit")
class MySqlUserSqlTest {
    @Test
    void withAtTheBeginningIsKeptApartFromTheQueryAfterIt() {
        MySqlUserSql sql = MySqlUserSql.read(
                "WITH a AS (SELECT ')' AS x FROM t WHERE n = :tenant), `b` AS (SELECT (1)) /* c */ SELECT * FROM a, b WHERE m = :tenant");

        assertThat(sql.problems()).isEmpty();
        assertThat(sql.list()).isEqualTo("a AS (SELECT ')' AS x FROM t WHERE n = ?), `b` AS (SELECT (1))");
        assertThat(sql.body().strip()).isEqualTo("SELECT * FROM a, b WHERE m = ?");
        assertThat(sql.isRecursive()).isFalse();
        assertThat(sql.tenants()).isEqualTo(2);
    }

    @Test
    void recursiveListHasItsQueryInParenthesesToo() {
        MySqlUserSql sql = MySqlUserSql.read("with recursive a as (SELECT 1) (SELECT * FROM a)");

        assertThat(sql.isRecursive()).isTrue();
        assertThat(sql.list()).isEqualTo("a as (SELECT 1)");
        assertThat(sql.body()).isEqualTo("(SELECT * FROM a)");
        assertThat(MySqlUserSql.read("SELECT 1").list()).isEmpty();
        assertThat(MySqlUserSql.read("SELECT 1").body()).isEqualTo("SELECT 1");
    }

    @Test
    void namesBeforeADotAndCallsAreFound() {
        MySqlUserSql sql = MySqlUserSql.read(
                "SELECT a.b, `C d`.`e`, f(1), `g` (2), 'h.i(3)', \"j.k\", 1.5, .5 FROM shop.t JOIN l ON l.m = 0x1f # n.o(4)");

        assertThat(sql.qualifiers()).contains("a", "C d", "shop", "l").doesNotContain("h", "j", "n");
        assertThat(sql.called()).containsExactly("f", "g");
        assertThat(sql.quotedCalls()).containsExactly("g");
        assertThat(sql.unqualified()).contains("a", "l").doesNotContain("b", "e", "t", "m");
        assertThat(sql.tables()).containsExactly("shop", "l");
        assertThat(sql.body()).doesNotContain("n.o");
        assertThat(sql.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'a\\'; '",
                "SELECT \"a\\\";\"",
                "SELECT 'a'';'",
                "SELECT `a``;`",
                "SELECT 1 -- ;\n",
                "SELECT 1 # ;",
                "SELECT /* ; */ 1"
            })
    void quotesAndCommentsHideWhatIsInThem(String text) {
        assertThat(MySqlUserSql.read(text).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'a\\\\'; '",
                "SELECT 1 -- \r\n;",
                "SELECT /* /* */ ; */ 1",
                "SELECT 1 --;",
                "SELECT 1e5a.b",
                "SELECT 1 FROM .t",
                "SELECT 1 FROM. t",
                "SELECT 'open",
                "SELECT (1",
                "SELECT 1)"
            })
    void whatAServerCouldReadOtherwiseIsRefused(String text) {
        assertThat(MySqlUserSql.read(text).problems()).isNotEmpty();
    }
}
