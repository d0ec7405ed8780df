package dev.reconciler.app.reliability;

import dev.reconciler.app.testing.ShopDatabase;
import dev.reconciler.testing.mysql.Flavor;
import org.junit.jupiter.api.Tag;

@Tag("system")
class RowRuleRunFromMySqlTest extends RowRuleRunContract {
    @Override
    ShopDatabase source() {
        return ShopDatabase.of(Flavor.MYSQL, "row_rules_source");
    }

    @Override
    ShopDatabase target() {
        return ShopDatabase.postgres("row_rules_target");
    }
}
