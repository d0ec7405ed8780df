package dev.reconciler.bench.lab.shop;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The shop's first rows. One in four is archived: neither the application nor the load changes it any more, nor adds to it.
 * Archived customers come with and without orders, archived products with and without buyers.
 */
public final class ShopSeed {
    public static final List<String> TENANTS = List.of("acme", "globex", "initech");

    private final ShopValues values;
    private final ShopWriter writer;

    public ShopSeed(RandomGenerator random, InstantSource clock) {
        this.values = new ShopValues(random);
        this.writer = new ShopWriter(values, clock, (table, key) -> {});
    }

    /** Fills an empty shop in one transaction; orders and products follow from the number of customers of each tenant. */
    public void fill(Login application, int customersPerTenant) {
        try (Connection source = application.connect()) {
            source.setAutoCommit(false);
            currencies(source);
            for (String tenant : TENANTS) {
                tenant(source, tenant, customersPerTenant);
            }
            source.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("the shop could not be filled", e);
        }
    }

    private void currencies(Connection source) throws SQLException {
        writer.currency(source, "USD", "US dollar", 2, false);
        writer.currency(source, "EUR", "Euro", 2, false);
        writer.currency(source, "GBP", "Pound sterling", 2, false);
        writer.currency(source, "JPY", "Yen", 0, false);
        writer.currency(source, "ATS", "Schilling", 2, true);
        writer.currency(source, "DEM", "Deutsche Mark", 2, true);
        writer.currency(source, "ESP", "Peseta", 0, true);
        writer.currency(source, "FRF", "Franc français", 2, true);
        writer.currency(source, "ITL", "Lira", 0, true);
    }

    private void tenant(Connection source, String tenant, int customers) throws SQLException {
        int archived = customers / 4;
        orders(source, tenant, customers - archived, customers * 2, false);
        orders(source, tenant, archived, customers / 2, true);
    }

    private void orders(Connection source, String tenant, int customers, int orders, boolean archived)
            throws SQLException {
        List<UUID> buyers = new ArrayList<>();
        for (int i = 0; i < customers; i++) {
            UUID customer = writer.customer(source, tenant, archived);
            // The remaining customers never buy: rows without children.
            if (i % 2 == 0) {
                buyers.add(customer);
            }
        }
        List<String> sold = new ArrayList<>();
        for (int i = 0; i < Math.max(4, customers / 3); i++) {
            String sku = writer.product(source, tenant, i % 3 == 0, archived);
            if (i % 2 == 0) {
                sold.add(sku);
            }
        }
        for (int i = 0; i < orders; i++) {
            List<String> skus = new ArrayList<>();
            for (int line = values.between(1, 3); line > 0; line--) {
                skus.add(values.oneOf(sold));
            }
            writer.order(source, tenant, values.oneOf(buyers), skus, archived);
        }
    }
}
