package dev.reconciler.endpoint.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class FailureAdviceTest {
    private static final SQLException REFUSED =
            new SQLException("ERROR: permission denied\n  Detail: row (secret)", "42501");

    @Test
    void whatAWrapperDoesNotSayIsAdded() {
        Throwable wrapped = new IllegalStateException("An exception occurred.", new IllegalStateException(REFUSED));

        assertThat(FailureAdvice.of(wrapped).cause()).isEqualTo("An exception occurred: ERROR: permission denied");
        assertThat(FailureAdvice.of(wrapped).action()).contains("grant the missing right");
    }

    @Test
    void whatAMessageSaysAlreadyIsSaidOnceAndWithoutItsValues() {
        Throwable told = new IllegalStateException("could not fill t: ERROR: permission denied\n Detail", REFUSED);

        assertThat(FailureAdvice.of(told).cause()).isEqualTo("could not fill t: ERROR: permission denied");
    }

    @Test
    void failureWithoutMessageIsNamedByItsKind() {
        assertThat(FailureAdvice.of(new IllegalStateException("reading", new ArithmeticException()))
                        .cause())
                .isEqualTo("reading: ArithmeticException");
    }
}
