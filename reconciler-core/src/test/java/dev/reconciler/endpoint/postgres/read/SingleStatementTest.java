package dev.reconciler.endpoint.postgres.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.endpoint.jdbc.BoundSql;
import dev.reconciler.endpoint.read.QueryRefusedException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** By itself, without the reading of the text that comes before it. */
@Tag("unit")
class SingleStatementTest {
    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1; COMMIT", "SELECT 1 -- \r; COMMIT", "SELECT 1 -- \n; COMMIT; DELETE FROM t"})
    void whatTheDriverWouldSendAsSeveralStatementsIsRefused(String text) {
        assertThatThrownBy(() -> SingleStatement.require(new BoundSql().add(text)))
                .isInstanceOf(QueryRefusedException.class)
                .hasMessageContaining("statements: write one query");
    }

    @Test
    void oneStatementPasses() {
        BoundSql sql = new BoundSql().add("SELECT ';' -- ; \n, $$;$$ /* ; */");

        assertThat(SingleStatement.require(sql)).isSameAs(sql);
    }
}
