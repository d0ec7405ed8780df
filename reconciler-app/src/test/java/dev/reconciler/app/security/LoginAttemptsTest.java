package dev.reconciler.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class LoginAttemptsTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final LoginAttempts attempts = new LoginAttempts(now::get);

    @Test
    void anAddressWaitsAfterTooManyWrongTokensAndNoOtherDoes() {
        for (int i = 0; i < LoginAttempts.ALLOWED; i++) {
            assertThat(attempts.waitOf("a")).isEmpty();
            attempts.failed("a");
        }
        assertThat(attempts.waitOf("a")).contains(LoginAttempts.PERIOD);
        assertThat(attempts.waitOf("b")).isEmpty();
        now.set(now.get().plus(LoginAttempts.PERIOD).plusSeconds(1));
        assertThat(attempts.waitOf("a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auto",
                " Verification ",
                "a u t o",
                "Auto.",
                "\uff21uto",
                "v\u00e9rification",
                "canary",
                "\u0430uto"
            })
    void namesOfTheDaemonAreReserved(String name) {
        assertThat(ActorName.of(name)).isEmpty();
    }
}
