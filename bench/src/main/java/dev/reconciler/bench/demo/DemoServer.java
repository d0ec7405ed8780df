package dev.reconciler.bench.demo;

import dev.reconciler.bench.lab.shop.Login;

/** A server of the demo, with the demo's roles and the database {@link DemoClusters#DATABASE}, in which shop_app may do everything. */
interface DemoServer extends AutoCloseable {
    /** @param role {@code shop_app}, {@code reconciler} or {@code night_batch}; each has a password of its own */
    Login login(String role);

    /** The database's address as the daemon's configuration has it. */
    String url();

    /** Stops the server and removes its data, or removes what the demo has created in a server that it did not start. */
    @Override
    void close();
}
