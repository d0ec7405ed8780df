package dev.reconciler.endpoint.mysql.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.endpoint.write.Violation;
import dev.reconciler.endpoint.write.WriteFailedException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals that a test can't make a server give; the other ones are in {@link FailuresOfMySqlFamily}. */
@Tag("unit")
class MySqlFailureCodesTest {
    @ParameterizedTest
    @CsvSource({
        "1216, 23000, DATA, FOREIGN_KEY",
        "1217, 23000, DATA, FOREIGN_KEY",
        "1022, 23000, DATA, UNIQUE",
        "1169, 23000, DATA, UNIQUE",
        "1557, 23000, DATA, UNIQUE",
        "1586, 23000, DATA, UNIQUE",
        "1762, 23000, DATA, UNIQUE",
        "1859, 23000, DATA, UNIQUE",
        "1263, 22004, DATA, NOT_NULL",
        "1369, HY000, DATA, CHECK",
        "1118, 42000, DATA, TOO_LONG",
        "1301, HY000, DATA, TOO_LONG",
        "1441, 22008, DATA, OUT_OF_RANGE",
        "1526, HY000, DATA, OTHER",
        "1305, 42000, DATA, OTHER",
        "1615, HY000, RETRY, TRANSIENT",
        "1020, HY000, RETRY, TRANSACTION_LOST",
        "1180, HY000, RETRY, TRANSACTION_LOST",
        "1412, HY000, RETRY, TRANSACTION_LOST",
        "3101, 40000, RETRY, TRANSACTION_LOST",
        "0, 40001, RETRY, TRANSACTION_LOST",
        "1021, HY000, UNAVAILABLE, OTHER",
        "1026, HY000, UNAVAILABLE, OTHER",
        "1030, HY000, UNAVAILABLE, OTHER",
        "1037, HY001, UNAVAILABLE, OTHER",
        "1038, HY001, UNAVAILABLE, OTHER",
        "1041, HY000, UNAVAILABLE, OTHER",
        "1114, HY000, UNAVAILABLE, OTHER",
        "1206, HY000, UNAVAILABLE, TRANSACTION_LOST",
        "1836, HY000, UNAVAILABLE, OTHER",
        "3100, HY000, UNAVAILABLE, OTHER",
        "1927, 70100, UNAVAILABLE, TRANSACTION_LOST",
        "1040, 08004, UNAVAILABLE, TRANSACTION_LOST",
        "1053, 08S01, UNAVAILABLE, TRANSACTION_LOST",
        "1370, 42000, FORBIDDEN, OTHER"
    })
    void codeIsClassified(int code, String state, WriteFailedException.Kind kind, Violation violation) {
        SQLException failure = new SQLException("x", state, code);

        assertThat(MySqlFailures.kind(failure)).isEqualTo(kind);
        assertThat(MySqlFailures.violation(failure)).isEqualTo(violation);
    }

    @Test
    void failureOfTheDriverIsClassified() {
        assertThat(MySqlFailures.violation(new SQLException("x"))).isEqualTo(Violation.TRANSACTION_LOST);
        assertThat(MySqlFailures.kind(new SQLException("x", "HY000", new IOException("reset"))))
                .isEqualTo(WriteFailedException.Kind.UNAVAILABLE);
        assertThat(MySqlFailures.violation(new SQLTimeoutException("x", "S1000", 0)))
                .isEqualTo(Violation.TRANSIENT);
    }
}
