package dev.reconciler.app.config;

/** A password or token. {@code toString} masks it, so that no log, message or API shows it by accident. */
public final class Secret {
    /** For a connection that needs no password. */
    public static final Secret NONE = new Secret("");

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The value in plain text. */
    public String reveal() {
        return value;
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return isEmpty() ? "" : "******";
    }
}
