package dev.reconciler.app.cli;

import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("db")
class RuleResultsCommandFromMySqlTest extends RuleResultsCommandContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.of(Flavor.MYSQL, "results_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("results_target");
    }
}
