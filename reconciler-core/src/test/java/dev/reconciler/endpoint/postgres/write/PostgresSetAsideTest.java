package dev.reconciler.endpoint.postgres.write;

import dev.reconciler.contract.SetAsideContract;
import dev.reconciler.contract.TargetFixture;
import dev.reconciler.verify.coverage.SetAside;
import dev.reconciler.verify.coverage.internal.JdbiSetAside;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Tag;

@Tag("db")
class PostgresSetAsideTest extends SetAsideContract {
    @Override
    protected TargetFixture open() {
        return new Target();
    }

    @Override
    protected SetAside setAside(String pipeline) {
        return new JdbiSetAside(Jdbi.create(((Target) target).pool), pipeline);
    }
}
