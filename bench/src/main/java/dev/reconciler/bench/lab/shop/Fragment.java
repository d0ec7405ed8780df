package dev.reconciler.bench.lab.shop;

/** A part of a statement: an assignment, or an expression on a row named {@code t}, in the SQL of one server. */
@FunctionalInterface
public interface Fragment {
    String in(ShopDialect dialect);

    /** The same SQL on every server. */
    static Fragment of(String sql) {
        return dialect -> sql;
    }
}
