package dev.reconciler.app.security;

import dev.reconciler.app.config.HttpConfig;
import dev.reconciler.app.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** The secret that authorizes every caller of the API and the pages. */
public final class BearerToken {
    private final Secret secret;
    private final byte[] digest;

    /** @throws IllegalArgumentException if the token is short enough to be guessed */
    public BearerToken(Secret secret) {
        if (secret.reveal().strip().length() < HttpConfig.SHORTEST_TOKEN) {
            throw new IllegalArgumentException("http.token has fewer than " + HttpConfig.SHORTEST_TOKEN
                    + " characters; make one with 'openssl rand -hex 32'");
        }
        this.secret = secret;
        this.digest = digest(secret.reveal());
    }

    /** A token of 192 random bits. */
    public static BearerToken random(RandomGenerator secure) {
        byte[] bytes = new byte[24];
        secure.nextBytes(bytes);
        return new BearerToken(new Secret(HexFormat.of().formatHex(bytes)));
    }

    /** Compares in constant time, so that a caller can't find the token part by part. */
    public boolean matches(String presented) {
        return MessageDigest.isEqual(digest, digest(presented));
    }

    public Secret secret() {
        return secret;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
