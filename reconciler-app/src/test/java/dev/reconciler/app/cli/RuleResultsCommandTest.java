package dev.reconciler.app.cli;

import dev.reconciler.app.testing.ShopDatabase;
import org.junit.jupiter.api.Tag;

@Tag("db")
class RuleResultsCommandTest extends RuleResultsCommandContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.postgres("results_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("results_target");
    }
}
