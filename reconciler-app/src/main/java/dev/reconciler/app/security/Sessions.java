package dev.reconciler.app.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sessions of people who logged in with the token. A session is a signed text that the browser stores: it survives a restart of
 * the daemon, and a new token invalidates all sessions.
 */
public final class Sessions {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final BearerToken token;
    private final InstantSource clock;
    /** Sessions that were logged out, kept until they would have expired. */
    private final Map<String, Instant> ended = new ConcurrentHashMap<>();
    /** Distinguishes sessions with the same name and second, so that ending one doesn't end the other. */
    private final AtomicLong issued = new AtomicLong();

    private final Duration lifetime;

    public Sessions(BearerToken token, InstantSource clock, Duration lifetime) {
        this.token = token;
        this.clock = clock;
        this.lifetime = lifetime;
    }

    /** @param name the person's name for the audit log */
    public String issue(String name) {
        String content = ENCODER.encodeToString(name.getBytes(StandardCharsets.UTF_8)) + "."
                + clock.instant().plus(lifetime).getEpochSecond() + "." + issued.incrementAndGet();
        return content + "." + sign(content);
    }

    /** The person's name; empty if the session was not signed by us, has expired or was logged out. */
    public Optional<String> person(String session) {
        String[] parts = session.split("\\.", -1);
        if (parts.length != 4 || !isSigned(parts[0] + "." + parts[1] + "." + parts[2], parts[3])) {
            return Optional.empty();
        }
        // Signed by us, so all parts are well formed.
        Instant expires = Instant.ofEpochSecond(Long.parseLong(parts[1]));
        if (!clock.instant().isBefore(expires) || ended.containsKey(session)) {
            return Optional.empty();
        }
        return Optional.of(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8));
    }

    /** Invalidates the session. A restart of the daemon forgets this. */
    public void end(String session) {
        Instant now = clock.instant();
        ended.values().removeIf(until -> !now.isBefore(until));
        if (person(session).isPresent()) {
            ended.put(session, now.plus(lifetime));
        }
    }

    public InstantSource clock() {
        return clock;
    }

    public Duration lifetime() {
        return lifetime;
    }

    private boolean isSigned(String content, String signature) {
        return MessageDigest.isEqual(
                sign(content).getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
    }

    private String sign(String content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            byte[] key = ("session " + token.secret().reveal()).getBytes(StandardCharsets.UTF_8);
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return ENCODER.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
