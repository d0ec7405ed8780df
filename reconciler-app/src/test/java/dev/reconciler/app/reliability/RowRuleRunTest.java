package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import org.junit.jupiter.api.Tag;

@Tag("system")
class RowRuleRunTest extends RowRuleRunContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.postgres("row_rules_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("row_rules_target");
    }
}
