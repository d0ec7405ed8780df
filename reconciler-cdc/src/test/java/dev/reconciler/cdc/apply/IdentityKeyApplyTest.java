package dev.reconciler.cdc.apply;

import static dev.reconciler.cdc.testing.ShopTables.ORDERS;
import static dev.reconciler.cdc.testing.Transactions.insert;
import static dev.reconciler.cdc.testing.Transactions.move;
import static dev.reconciler.cdc.testing.Transactions.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reconciler.cdc.change.SourceTransaction;
import dev.reconciler.cdc.testing.PostgresTarget;
import dev.reconciler.cdc.testing.ShopTables;
import dev.reconciler.cdc.testing.Transactions;
import dev.reconciler.mapping.MappedColumn;
import dev.reconciler.mapping.MappedTable;
import dev.reconciler.mapping.TenantScope;
import dev.reconciler.schema.Column;
import dev.reconciler.testing.PostgresCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Changes of a key that the target declares {@code GENERATED ALWAYS AS IDENTITY}, with children that follow. */
@Tag("db")
class IdentityKeyApplyTest {
    private static final MappedTable CUSTOMERS = withIdentity(ShopTables.CUSTOMERS);

    private final PostgresTarget target = PostgresTarget.shop(PostgresCluster.shared());
    private final Transactions source = new Transactions();
    private final Applier applier;

    IdentityKeyApplyTest() {
        target.execute("ALTER TABLE customers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY");
        applier = new Applier(
                target.store(),
                ApplyExtent.write(List.of(ORDERS, CUSTOMERS), TenantScope.all()),
                target.store().acquireLease("test"),
                new ApplySettings(10_000, 40_000, Duration.ofMillis(50), Duration.ofMillis(5), Duration.ofMillis(50)),
                new Clocks(() -> Transactions.COMMITTED, System::nanoTime),
                new ApplyListener() {},
                ApplyHooks.NONE,
                position -> {});
        apply(source.of(insert(CUSTOMERS, 1, "a", "x", "n"), insert(ORDERS, 10, "a", 1, "n")));
    }

    private static MappedTable withIdentity(MappedTable table) {
        List<MappedColumn> columns = new ArrayList<>(table.columns());
        MappedColumn id = columns.get(0);
        Column to = id.target();
        columns.set(
                0,
                new MappedColumn(
                        id.source(),
                        new Column(to.name(), to.type(), false, false, true, false, false),
                        id.transform()));
        return new MappedTable(
                table.id(), table.source(), table.target(), columns, table.key(), table.tenant(), table.parents());
    }

    @AfterEach
    void close() {
        target.close();
    }

    private void apply(SourceTransaction... transactions) {
        applier.apply(List.of(transactions));
    }

    private void reference(String actions) {
        target.execute(
                "ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey",
                "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers " + actions);
    }

    private void parentMovesAndItsChildFollows(String email) {
        apply(source.of(move(CUSTOMERS, 1, 2, "a", email, "n"), update(ORDERS, 10, "a", 2, "n")));

        assertThat(target.rows("SELECT * FROM customers")).containsExactly("2|a|" + email + "|n");
        assertThat(target.rows("SELECT * FROM orders")).containsExactly("10|a|2|n");
        assertThat(target.parked()).isEmpty();
    }

    @Test
    void newKeyOfAParentArrivesWithItsChildren() {
        parentMovesAndItsChildFollows("y");
    }

    @Test
    void newKeyOfAParentArrivesWhereTheForeignKeyIsDeferrable() {
        reference("DEFERRABLE");
        parentMovesAndItsChildFollows("x");
    }

    @Test
    void newKeyOfAParentArrivesWhereTheForeignKeyCascades() {
        reference("ON UPDATE CASCADE ON DELETE CASCADE");
        parentMovesAndItsChildFollows("y");
    }

    @Test
    void newKeyOfARowWithoutChildrenArrivesBesideAUniqueValue() {
        apply(source.of(insert(CUSTOMERS, 5, "a", "z", "n")), source.of(move(CUSTOMERS, 5, 6, "a", "z", "n")));

        assertThat(target.rows("SELECT * FROM customers WHERE email = 'z'")).containsExactly("6|a|z|n");
        assertThat(target.parked()).isEmpty();
    }
}
