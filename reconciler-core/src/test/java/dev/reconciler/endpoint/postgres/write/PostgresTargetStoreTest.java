package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.contract.TargetFixture;
import dev.reconciler.contract.TargetStoreContract;
import dev.reconciler.mapping.MappedTable;
import org.junit.jupiter.api.Tag;

@Tag("db")
class PostgresTargetStoreTest extends TargetStoreContract {
    @Override
    protected TargetFixture open() {
        return new Target();
    }

    @Override
    protected MappedTable tableOfKeys(TargetFixture target) {
        target.execute("CREATE TABLE t (id integer PRIMARY KEY)");
        return Target.mapping("t", "id integer key");
    }
}
