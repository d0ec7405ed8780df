package dev.reconciler.endpoint.engine;

/** The server and the name of one database. */
public record DatabaseAddress(String host, int port, String database) {
    /** The host as URLs write it, and the port. */
    public String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** The text for messages: {@code host:port/database}. */
    @Override
    public String toString() {
        return authority() + "/" + database;
    }
}
