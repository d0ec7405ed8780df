package dev.reconciler.bench.lab.shop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/** The shop's empty tables on either side. */
public final class ShopSchema {
    private ShopSchema() {}

    /** Creates the tables that {@code demo/source.sql} and {@code demo/target.sql} describe, as the given owners. */
    public static void install(Login source, Login target) {
        run("/demo/source.sql", source);
        run("/demo/target.sql", target);
    }

    private static void run(String resource, Login owner) {
        try (InputStream in = ShopSchema.class.getResourceAsStream(resource);
                Connection connection = owner.connect()) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not in the jar");
            }
            ShopSql.script(connection, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (SQLException e) {
            throw new IllegalStateException(resource + " failed for " + owner, e);
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " can't be read", e);
        }
    }
}
