package dev.reconciler.app.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reconciler.app.config.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unit")
class SessionsTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final Sessions sessions = sessions("token-of-the-test");

    private Sessions sessions(String token) {
        return new Sessions(new BearerToken(new Secret(token)), now::get, Duration.ofHours(12));
    }

    @Test
    void aSessionCarriesItsNameUntilItExpires() {
        String session = sessions.issue("Ada Ö. Lovelace");
        assertThat(sessions.person(session)).contains("Ada Ö. Lovelace");
        assertThat(sessions("token-of-the-test").person(session))
                .as("after a restart")
                .contains("Ada Ö. Lovelace");
        now.set(now.get().plus(Duration.ofHours(12)));
        assertThat(sessions.person(session)).isEmpty();
    }

    @Test
    void aNewTokenEndsAllSessions() {
        assertThat(sessions("another-token-of-the-test").person(sessions.issue("ada")))
                .isEmpty();
    }

    @Test
    void anEndedSessionOpensNothing() {
        String session = sessions.issue("ada");
        String other = sessions.issue("bob");
        sessions.end(session);
        assertThat(sessions.person(session)).isEmpty();
        assertThat(sessions.person(other)).contains("bob");
    }

    @Test
    void anEndedSessionEndsNoOtherOfTheSameNameAndSecond() {
        String session = sessions.issue("ada");
        String again = sessions.issue("ada");
        sessions.end(session);
        assertThat(sessions.person(again)).contains("ada");
    }

    @Test
    void unknownCookieIsNoSession() {
        String session = sessions.issue("ada");
        String[] parts = session.split("\\.");
        String other = sessions.issue("bob").split("\\.")[0];
        assertThat(sessions.person(other + "." + parts[1] + "." + parts[2] + "." + parts[3]))
                .isEmpty();
        assertThat(sessions.person(parts[0] + ".99999999999." + parts[2] + "." + parts[3]))
                .isEmpty();
        assertThat(sessions.person(session + "x")).isEmpty();
        assertThat(sessions.person("")).isEmpty();
        assertThat(sessions.person("a.b.c.d")).isEmpty();
        assertThat(sessions.person("...")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "fifteen-letters", "        change-me        "})
    void nothingIsServedWithATokenThatCanBeGuessed(String token) {
        assertThatThrownBy(() -> new BearerToken(new Secret(token))).hasMessageContaining("http.token");
    }

    @Test
    void aRandomTokenOpensAndIsNotPrinted() {
        BearerToken token = BearerToken.random(new Random(1));
        assertThat(token.matches(token.secret().reveal())).isTrue();
        assertThat(token.secret().reveal()).hasSize(48);
        assertThat(token.secret().toString()).doesNotContain(token.secret().reveal());
    }
}
