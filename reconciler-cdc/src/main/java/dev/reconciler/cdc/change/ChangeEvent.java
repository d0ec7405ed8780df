package dev.reconciler.cdc.change;

import dev.reconciler.row.Row;
import dev.reconciler.row.RowKey;
import dev.reconciler.row.TenantId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One change of one mapped table, in the target's terms (columns in mapping order, transforms applied). */
public sealed interface ChangeEvent {
    /** {@link dev.reconciler.mapping.MappedTable#id}. */
    String table();

    /** This event's kind. */
    Operation operation();

    /** Calls the method of this event's kind. */
    <E extends Exception> void accept(Visitor<E> visitor) throws E;

    /** The kinds of events. Parked events store these names, so a released name never changes. */
    enum Operation {
        INSERT,
        UPDATE,
        DELETE,
        TRUNCATE,
        UNREADABLE,
        SCHEMA
    }

    /**
     * One method per kind of event, so that code which handles events does not compile until it handles a new kind too.
     *
     * @param <E> the exception that the methods may throw
     */
    interface Visitor<E extends Exception> {
        void insert(Insert insert) throws E;

        void update(Update update) throws E;

        void delete(Delete delete) throws E;

        void truncate(Truncate truncate) throws E;

        void unreadable(Unreadable unreadable) throws E;

        void schemaChanged(SchemaChanged changed) throws E;
    }

    /** A change of one row. */
    sealed interface RowChange extends ChangeEvent {
        RowKey key();
    }

    record Insert(String table, RowKey key, Row after) implements RowChange {
        @Override
        public Operation operation() {
            return Operation.INSERT;
        }

        @Override
        public <E extends Exception> void accept(Visitor<E> visitor) throws E {
            visitor.insert(this);
        }
    }

    /**
     * @param previousKey null unless the key changed
     * @param unavailable columns (index in mapping order) whose unchanged values the event lacks; never written
     */
    record Update(String table, RowKey key, @Nullable RowKey previousKey, Row after, Set<Integer> unavailable)
            implements RowChange {
        public Update {
            unavailable = Set.copyOf(unavailable);
        }

        @Override
        public Operation operation() {
            return Operation.UPDATE;
        }

        @Override
        public <E extends Exception> void accept(Visitor<E> visitor) throws E {
            visitor.update(this);
        }
    }

    /** @param tenant null if the source logs only the key: then the target's row determines the tenant */
    record Delete(String table, RowKey key, @Nullable TenantId tenant) implements RowChange {
        @Override
        public Operation operation() {
            return Operation.DELETE;
        }

        @Override
        public <E extends Exception> void accept(Visitor<E> visitor) throws E {
            visitor.delete(this);
        }
    }

    record Truncate(String table) implements ChangeEvent {
        @Override
        public Operation operation() {
            return Operation.TRUNCATE;
        }

        @Override
        public <E extends Exception> void accept(Visitor<E> visitor) throws E {
            visitor.truncate(this);
        }
    }

    /**
     * A row change that could not be read, to be parked.
     *
     * @param key null if not even the key could be read
     * @param envelope the connector's event, as JSON
     */
    record Unreadable(String table, @Nullable RowKey key, String envelope, String error) implements ChangeEvent {
        @Override
        public Operation operation() {
            return Operation.UNREADABLE;
        }

        @Override
        public <E extends Exception> void accept(Visitor<E> visitor) throws E {
            visitor.unreadable(this);
        }
    }

    /**
     * The stream shows that the source table's columns changed.
     *
     * @param incompatible true if the mapping can no longer be applied (a mapped column is gone or changed its type)
     */
    record SchemaChanged(String table, String what, boolean incompatible) implements ChangeEvent {
        @Override
        public Operation operation() {
            return Operation.SCHEMA;
        }

        @Override
        public <E extends Exception> void accept(Visitor<E> visitor) throws E {
            visitor.schemaChanged(this);
        }
    }
}
