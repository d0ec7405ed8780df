package dev.reconciler.endpoint.postgres.read;

import dev.reconciler.endpoint.postgres.CanonicalSql;

/** The MD5 of the row's canonical encoding. */
record CanonicalHash(CanonicalSql sql) implements HashSql {
    @Override
    public String perRow() {
        return sql.hashBits();
    }

    @Override
    public String high(String computed) {
        return CanonicalSql.highHalf(computed);
    }

    @Override
    public String low(String computed) {
        return CanonicalSql.lowHalf(computed);
    }
}
