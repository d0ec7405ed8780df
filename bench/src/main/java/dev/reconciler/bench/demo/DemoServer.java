package dev.reconciler.bench.demo;

import dev.reconciler.bench.lab.shop.Login;
import dev.reconciler.bench.lab.shop.ServerKind;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A server of the demo, with the demo's roles and the database {@link DemoClusters#DATABASE}, in which shop_app may do everything. */
interface DemoServer extends AutoCloseable {
    /**
     * Starts a server, or takes the one that the environment names for its kind; of two of a kind, the target.
     *
     * @param side {@code source} or {@code target}
     * @param home a directory in which the server may have its data
     * @param passwords returns a new password at each call
     * @param progress receives lines of progress; called from several threads
     */
    static DemoServer start(
            DemoPair pair, String side, Path home, Supplier<String> passwords, Consumer<String> progress) {
        boolean isTarget = side.equals("target");
        ServerKind kind = isTarget ? pair.target() : pair.source();
        return kind == ServerKind.postgres
                ? DemoPostgres.start(side, home, passwords, progress)
                : DemoMySql.start(kind, side, isTarget || pair.source() != pair.target(), passwords, progress);
    }

    /** @param role {@code shop_app}, {@code reconciler} or {@code night_batch}; each has a password of its own */
    Login login(String role);

    /** The database's address as the daemon's configuration has it. */
    String url();

    /** Stops the server and removes its data, or removes what the demo has created in a server that it did not start. */
    @Override
    void close();
}
