package dev.reconciler.compatibility;

import dev.reconciler.endpoint.mysql.MySqlTypes;
import dev.reconciler.endpoint.postgres.PostgresTypes;
import dev.reconciler.schema.Column;
import dev.reconciler.schema.ColumnType;
import dev.reconciler.schema.catalog.CatalogTable.Counter;
import dev.reconciler.schema.catalog.CatalogTable.Detail;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A column, nullable and without a default unless a test says otherwise. */
final class ColumnDefinition {
    final String name;
    private final String type;
    private boolean nullable = true;
    private boolean identity;
    private @Nullable String defaultSql;
    private @Nullable String generatedSql;
    private @Nullable String charset;
    private @Nullable String collation;
    private List<String> labels = List.of();
    private @Nullable Counter counter;

    private ColumnDefinition(String name, String type) {
        this.name = name;
        this.type = type;
    }

    static ColumnDefinition column(String name, String type) {
        return new ColumnDefinition(name, type);
    }

    ColumnDefinition notNull() {
        nullable = false;
        return this;
    }

    ColumnDefinition identity() {
        identity = true;
        return this;
    }

    ColumnDefinition defaultTo(String sql) {
        defaultSql = sql;
        return this;
    }

    ColumnDefinition generatedAs(String sql) {
        generatedSql = sql;
        return this;
    }

    ColumnDefinition collated(@Nullable String by, @Nullable String in) {
        collation = by;
        charset = in;
        return this;
    }

    /** The labels of an enum of PostgreSQL, which its type's name does not have. */
    ColumnDefinition labelled(String... these) {
        labels = List.of(these);
        return this;
    }

    ColumnDefinition counted(long next, @Nullable Long highest) {
        counter = new Counter("s.t_seq", next, highest);
        return this;
    }

    private ColumnType type(String engine) {
        return engine.equals("postgresql") ? PostgresTypes.named(type) : MySqlTypes.of(type, charset, collation);
    }

    Column column(String engine) {
        boolean hasDefault = defaultSql != null || identity;
        return new Column(name, type(engine), nullable, generatedSql != null, identity, hasDefault, false);
    }

    Detail detail(String engine) {
        List<String> ofType = type(engine).structure().traits().labels();
        return new Detail(
                defaultSql, generatedSql, charset, collation, ofType.isEmpty() ? labels : ofType, counter, "");
    }
}
