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

    /** Creates the tables that the scripts in {@code demo} describe, as the given owners. */
    public static void install(Login source, Login target) {
        try (Connection from = source.connect();
                Connection to = target.connect()) {
            ShopDialect there = ShopDialect.of(from);
            ShopDialect here = ShopDialect.of(to);
            boolean isMixed = !there.equals(here);
            String old = read(there.sourceTables());
            ShopSql.script(from, isMixed ? there.withoutOwnTypes(old) : old);
            String successor = read(here.targetTables());
            ShopSql.script(to, isMixed ? here.withoutOwnTypes(successor) : successor);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the shop's tables could not be created by " + source + " and " + target, e);
        }
    }

    private static String read(String resource) {
        try (InputStream in = ShopSchema.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " can't be read", e);
        }
    }
}
